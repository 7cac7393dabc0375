using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.FailurePath.AsyncVoid, TracedLlm.CodeFixes.FailurePath.AsyncVoidFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2005, <see cref="AsyncVoid"/> and <see cref="AsyncVoidFix"/>.</summary>
public class AsyncVoidTests
{
    [Theory]
    [InlineData("Audit();", "async void [|Audit|]() { await Task.Yield(); }")]
    [InlineData("Start();", "void Start() => Audit(); async void [|Audit|]() { await Task.Yield(); }")]
    [InlineData("Audit(); async void [|Audit|]() { await Task.Yield(); }", "")]
    [InlineData("((IAudit)new Auditor()).Run();", "interface IAudit { void Run(); } class Auditor : IAudit { public async void [|Run|]() { await Task.Yield(); } }")]
    [InlineData("new List<int>().ForEach([|async|] number => await Task.Delay(number));", "")]
    [InlineData("Parallel.ForEach(new[] { 1 }, [|async|] number => { await Task.Delay(number); });", "")]
    [InlineData("using var timer = new Timer([|async|] _ => await Task.Yield());", "")]
    [InlineData("ThreadPool.QueueUserWorkItem([|async|] _ => await Task.Yield());", "")]
    [InlineData("Action run = [|async|] () => await Task.Yield(); run();", "")]
    [InlineData("http.RequestAborted.Register([|async|] () => await Task.Yield());", "")]
    [InlineData("await Task.Factory.StartNew([|async|] () => await Task.Yield());", "")]
    [InlineData("Action run = [|async|] delegate { await Task.Yield(); }; run();", "")]
    public async Task Flags(string statements, string members)
    {
        await Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, members));
        await Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, members).Replace("[TracedLlmRoute]", "", StringComparison.Ordinal)
            .Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("await AuditAsync();", "async Task AuditAsync() { await Task.Yield(); }")]
    [InlineData("", "async void Audit() { await Task.Yield(); }")]
    [InlineData("Audit();", "void Audit() { }")]
    [InlineData("Changed += OnChanged;", "event EventHandler? Changed; async void OnChanged(object? sender, EventArgs e) { await Task.Yield(); Changed?.Invoke(this, e); }")]
    [InlineData("Changed += async (_, _) => await Task.Yield();", "event EventHandler? Changed { add { } remove { } }")]
    [InlineData("Changed += async number => await Task.Delay(number);", "event Action<int>? Changed { add { } remove { } }")]
    [InlineData("http.Response.OnCompleted(async () => await Task.Yield());", "")]
    [InlineData("http.Response.OnStarting(async () => await Task.Yield());", "")]
    [InlineData("await Task.Run(async () => await Task.Yield());", "")]
    [InlineData("await Parallel.ForEachAsync(new[] { 1 }, async (number, _) => await Task.Delay(number));", "")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(async number => await Task.Delay(number)));", "")]
    [InlineData("Func<Task> run = async () => await Task.Yield(); await run();", "")]
    [InlineData("await Task.Factory.StartNew(async () => await Task.Yield()).Unwrap();", "")]
    [InlineData("await await Task.Factory.StartNew(async () => await Task.Yield());", "")]
    [InlineData("await Task.Factory.StartNew(() => Console.WriteLine());", "")]
    [InlineData("new List<int>().ForEach(number => Console.WriteLine(number));", "")]
    public Task Leaves_alone(string statements, string members) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, members));

    [Theory]
    [InlineData("Audit();", "async void {|#0:Audit|}() { await Task.Yield(); }", "'Audit' is async void, so the span ends before the work ends and an exception is lost or ends the process; return a Task (Gateway.HandleAsync → Gateway.Audit)")]
    [InlineData("Action run = {|#0:async|} () => await Task.Yield();", "", "This async lambda returns no task, so the span ends before the work ends and an exception is lost or ends the process; use a delegate type that returns a Task (Gateway.HandleAsync)")]
    public Task Says_the_path(string statements, string members, string message) =>
        Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, members), Verify.Diagnostic().WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("new List<int>().ForEach({|#0:async|} number => { try { await Task.Delay(number); } catch (Exception exception) { Console.WriteLine(exception); } });", "", true)]
    [InlineData("Action run = {|#0:async|} () => { var id = 1; try { await Task.Delay(id); Console.WriteLine(); } catch { } finally { id++; } }; run();", "", true)]
    [InlineData("ThreadPool.QueueUserWorkItem({|#0:async|} _ => { try { try { await Task.Yield(); } finally { Console.WriteLine(); } } catch (Exception) { } });", "", true)]
    [InlineData("await Task.Factory.StartNew({|#0:async|} () => { try { await Task.Yield(); } catch { } });", "", true)]
    [InlineData("Audit();", "async void {|#0:Audit|}() { try { await Task.Yield(); } catch (Exception exception) { Console.WriteLine(exception); } }", true)]
    [InlineData("Action run = {|#0:async|} () => { Console.WriteLine(); try { await Task.Yield(); } catch { } }; run();", "", false)]
    [InlineData("Action run = {|#0:async|} () => { try { await Task.Yield(); } catch (IOException) { } }; run();", "", false)]
    [InlineData("Action run = {|#0:async|} () => { try { await Task.Yield(); } catch (Exception exception) when (exception is IOException) { } }; run();", "", false)]
    [InlineData("Action run = {|#0:async|} () => { try { await Task.Yield(); } catch { throw; } }; run();", "", false)]
    [InlineData("Action run = {|#0:async|} () => { try { await Task.Yield(); } catch { await Task.Delay(1); } }; run();", "", false)]
    [InlineData("Action run = {|#0:async|} () => { try { await Task.Yield(); } finally { } }; run();", "", false)]
    public Task Warns_of_work_that_catches_everything(string statements, string members, bool isGuarded) => Verify.VerifyAnalyzerAsync(
        TracedRoute.WithStatements(statements, members),
        Verify.Diagnostic().WithLocation(0).WithSeverity(isGuarded ? Microsoft.CodeAnalysis.DiagnosticSeverity.Warning : Microsoft.CodeAnalysis.DiagnosticSeverity.Error));

    // Callers go on without waiting, as before.
    [Theory]
    [InlineData("Audit();", "async void [|Audit|]() { await Task.Yield(); }", "_ = Audit();", "async Task Audit() { await Task.Yield(); }")]
    [InlineData("Audit(); async void [|Audit|]() { await Task.Yield(); }", "", "_ = Audit(); async Task Audit() { await Task.Yield(); }", "")]
    [InlineData("await Task.Factory.StartNew([|async|] () => await Task.Yield());", "", "await Task.Run(async () => await Task.Yield());", "")]
    [InlineData("Audit(); Count();", "async void [|Audit|]() { await Task.Yield(); } async void [|Count|]() { await Task.Yield(); }", "_ = Audit(); _ = Count();", "async Task Audit() { await Task.Yield(); } async Task Count() { await Task.Yield(); }")]
    [InlineData("this.Audit(nameof(Audit).Length); Start();", "async void [|Audit|](int n) { await Task.Delay(n); } void Start() => Audit(1);", "_ = this.Audit(nameof(Audit).Length); Start();", "async Task Audit(int n) { await Task.Delay(n); } void Start() => Audit(1);")]
    [InlineData("new List<int> { 1 }.ForEach(_ => { Audit(); });", "async void [|Audit|]() { await Task.Yield(); }", "new List<int> { 1 }.ForEach(_ => { Audit(); });", "async Task Audit() { await Task.Yield(); }")]
    public Task Returns_a_task_and_waits_for_nothing(string statements, string members, string fixedStatements, string fixedMembers) =>
        Verify.VerifyCodeFixAsync(TracedRoute.WithStatements(statements, members), TracedRoute.WithStatements(fixedStatements, fixedMembers));

    [Theory]
    [InlineData("Audit();", "async void [|Audit|]() { await Task.Yield(); }", "await Audit();", "async Task Audit() { await Task.Yield(); }")]
    [InlineData("Audit(); async void [|Audit|]() { await Task.Yield(); }", "", "await Audit(); async Task Audit() { await Task.Yield(); }", "")]
    [InlineData("Audit(); Count();", "async void [|Audit|]() { await Task.Yield(); } async void [|Count|]() { await Task.Yield(); }", "await Audit(); await Count();", "async Task Audit() { await Task.Yield(); } async Task Count() { await Task.Yield(); }")]
    [InlineData("this.Audit(nameof(Audit).Length); Start();", "async void [|Audit|](int n) { await Task.Delay(n); } void Start() => Audit(1);", "await this.Audit(nameof(Audit).Length); Start();", "async Task Audit(int n) { await Task.Delay(n); } void Start() => Audit(1);")]
    public Task Awaits_on_demand(string statements, string members, string fixedStatements, string fixedMembers) => new RuleFixTest<AsyncVoid, AsyncVoidFix>
    {
        TestCode = TracedRoute.WithStatements(statements, members),
        FixedCode = TracedRoute.WithStatements(fixedStatements, fixedMembers),
        CodeActionEquivalenceKey = "await",
    }.RunAsync();

    [Theory]
    [InlineData("http.RequestAborted.Register(OnAborted);", "async void [|OnAborted|]() { await Task.Yield(); }")]
    [InlineData("Audit(); http.RequestAborted.Register(Audit);", "async void [|Audit|]() { await Task.Yield(); }")]
    [InlineData("Action run = Audit; run();", "async void [|Audit|]() { await Task.Yield(); }")]
    [InlineData("new Gateway()?.Audit();", "async void [|Audit|]() { await Task.Yield(); }")]
    [InlineData("((IAudit)new Auditor()).Run();", "interface IAudit { void Run(); } class Auditor : IAudit { public async void [|Run|]() { await Task.Yield(); } }")]
    [InlineData("new List<int>().ForEach([|async|] number => await Task.Delay(number));", "")]
    public Task Offers_nothing_where_a_task_does_not_fit(string statements, string members) =>
        Verify.VerifyCodeFixAsync(TracedRoute.WithStatements(statements, members), TracedRoute.WithStatements(statements, members));
}
