using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.CodeFixVerifier<TracedLlm.Analyzers.FailurePath.UnobservedTask, TracedLlm.CodeFixes.FailurePath.UnobservedTaskFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2004, <see cref="UnobservedTask"/> and <see cref="UnobservedTaskFix"/>.</summary>
public class UnobservedTaskTests
{
    private const string Members = """
        async Task AuditAsync(int status) { await Task.Delay(status); }
            ValueTask<int> CountAsync() => ValueTask.FromResult(1);
            async Task AuditInAsync(LlmTrace? trace) { using var scope = trace?.Use(); await Task.Yield(); }
            readonly LlmTrace? _trace = LlmTrace.Current;
            Task AuditOwnAsync() => StoreAsync();
            async Task StoreAsync() { using var scope = _trace?.Use(); await Task.Yield(); }
            Task? _running;
        """;

    [Theory]
    [InlineData("_ = [|AuditAsync(1)|];")]
    [InlineData("_ = [|this.CountAsync()|];")]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1))|];")]
    [InlineData("_ = [|Task.Run(async () => await AuditAsync(1))|];")]
    [InlineData("_ = [|Task.Run(() => Console.WriteLine())|];")]
    [InlineData("_ = [|Task.Factory.StartNew(() => Console.WriteLine())|];")]
    [InlineData("_ = [|new HttpClient().GetAsync(\"http://localhost\")|];")]
    [InlineData("Start(); void Start() { [|AuditAsync(1)|]; }")]
    [InlineData("if (http.Items.Count > 1) _ = [|AuditAsync(1)|];")]
    [InlineData("var running = [|AuditAsync(1)|];")]
    [InlineData("ValueTask<int> counting = [|CountAsync()|];")]
    [InlineData("var running = [|AuditAsync(1).ConfigureAwait(false)|];")]
    [InlineData("_ = [|AuditAsync(1).ConfigureAwait(false)|];")]
    [InlineData("_ = [|CountAsync().AsTask()|];")]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1)).ConfigureAwait(false)|];")]
    [InlineData("[|AuditAsync(1).ContinueWith(_ => Console.WriteLine())|];")]
    [InlineData("_ = [|AuditAsync(1).ContinueWith(_ => Console.WriteLine(), TaskScheduler.Default).ConfigureAwait(false)|];")]
    [InlineData("_ = [|Task.WhenAll(AuditAsync(1), AuditAsync(2))|];")]
    [InlineData("_ = [|Task.WhenAny(AuditAsync(1), Task.Delay(1))|];")]
    [InlineData("_ = [|Task.WhenAll([Task.CompletedTask, AuditAsync(2).WaitAsync(http.RequestAborted)])|];")]
    [InlineData("_ = [|Task.WhenAll(AuditInAsync(LlmTrace.Current), AuditAsync(2))|];")]
    [InlineData("new List<int>().ForEach(number => [|AuditAsync(number)|]);")]
    public async Task Flags(string statements)
    {
        await Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, Members));
        await Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, Members).Replace("[TracedLlmRoute]", "", StringComparison.Ordinal)
            .Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("await AuditAsync(1);")]
    [InlineData("await AuditAsync(1).ConfigureAwait(false);")]
    [InlineData("var running = AuditAsync(1); await running;")]
    [InlineData("_running = AuditAsync(1);")]
    [InlineData("await Task.WhenAll(AuditAsync(1), AuditAsync(2));")]
    [InlineData("http.Response.OnCompleted(() => AuditAsync(1));")]
    [InlineData("http.Response.RegisterForDisposeAsync(new MemoryStream());")]
    [InlineData("AuditAsync(1).Wait();")]
    [InlineData("_ = await CountAsync();")]
    [InlineData("_ = AuditInAsync(LlmTrace.Current);")]
    [InlineData("var trace = LlmTrace.Current; _ = Task.Run(() => AuditInAsync(trace));")]
    [InlineData("var trace = LlmTrace.Current; _ = Task.Run(async () => { using var scope = trace?.Use(); await AuditAsync(1); });")]
    [InlineData("_ = AuditOwnAsync();")]
    [InlineData("_ = http.Response.CompleteAsync();")]
    [InlineData("_ = new CancellationTokenSource().CancelAsync();")]
    [InlineData("_ = Task.Delay(1);")]
    [InlineData("_ = Task.CompletedTask;")]
    [InlineData("AuditAsync(1).ContinueWith(done => Console.WriteLine(done.Exception));")]
    [InlineData("List<Task> all = []; all.Add(AuditAsync(1));")]
    [InlineData("AuditAsync(1).ContinueWith(done => done.IsFaulted ? 1 : 0).ConfigureAwait(false);")]
    [InlineData("AuditAsync(1).ContinueWith(Report); static void Report(Task done) { }")]
    [InlineData("var trace = LlmTrace.Current; _ = AuditAsync(1).ContinueWith(_ => { using var scope = trace?.Use(); });")]
    [InlineData("await Task.WhenAny(AuditAsync(1), AuditAsync(2));")]
    [InlineData("var all = Task.WhenAll(AuditAsync(1), AuditAsync(2)); await all;")]
    [InlineData("_ = Task.WhenAll(AuditInAsync(LlmTrace.Current), AuditOwnAsync());")]
    [InlineData("_ = Task.WhenAll(Task.Delay(1), Task.CompletedTask);")]
    [InlineData("var running = AuditAsync(1); Action later = () => running.Wait();")]
    [InlineData("var running = AuditInAsync(LlmTrace.Current);")]
    [InlineData("var delay = Task.Delay(1);")]
    [InlineData("var count = await CountAsync();")]
    [InlineData("using var running = AuditAsync(1);")]
    public Task Leaves_alone(string statements) => Verify.VerifyAnalyzerAsync(TracedRoute.WithStatements(statements, Members));

    [Fact]
    public Task Says_the_path() => Verify.VerifyAnalyzerAsync(
        TracedRoute.WithStatements("Start();", Members + " void Start() => Go(); void Go() { _ = {|#0:AuditAsync(1)|}; }"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "The task of 'AuditAsync' is neither awaited nor given the trace; await it or call 'LlmTrace.Use()' in it (Gateway.HandleAsync → Gateway.Start → Gateway.Go)"));

    [Theory]
    [InlineData("_ = [|AuditAsync(1)|];", "await AuditAsync(1);")]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1))|];", "await Task.Run(() => AuditAsync(1));")]
    [InlineData("_ = [|AuditAsync(1)|]; _ = [|AuditAsync(2)|];", "await AuditAsync(1); await AuditAsync(2);")]
    [InlineData("_ = [|AuditAsync(1).ConfigureAwait(false)|];", "await AuditAsync(1).ConfigureAwait(false);")]
    [InlineData("var running = [|AuditAsync(1)|]; Task other = [|AuditAsync(2)|];", "await AuditAsync(1); await AuditAsync(2);")]
    [InlineData("_ = [|Task.WhenAll(AuditAsync(1), AuditAsync(2))|];", "await Task.WhenAll(AuditAsync(1), AuditAsync(2));")]
    [InlineData("[|AuditAsync(1).ContinueWith(_ => Console.WriteLine())|];", "await AuditAsync(1).ContinueWith(_ => Console.WriteLine());")]
    public Task Fixes_with_await(string statements, string fixedStatements) => new RuleFixTest<UnobservedTask, UnobservedTaskFix>
    {
        TestCode = TracedRoute.WithStatements(statements, Members),
        FixedCode = TracedRoute.WithStatements(fixedStatements, Members),
        CodeActionEquivalenceKey = "await",
    }.RunAsync();

    [Theory]
    [InlineData("_ = [|Task.Run(() => AuditAsync(1))|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            await AuditAsync(1);\n        });")]
    [InlineData("_ = [|Task.Run(async () => await AuditAsync(1))|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            await AuditAsync(1);\n        });")]
    [InlineData("_ = [|Task.Run(() => Console.WriteLine())|];", "_ = Task.Run(() =>\n        {\n            using var scope = trace?.Use();\n            Console.WriteLine();\n        });")]
    [InlineData("_ = [|Task.Run(async () =>\n        {\n            await AuditAsync(1);\n        })|];", "_ = Task.Run(async () =>\n        {\n            using var scope = trace?.Use();\n            await AuditAsync(1);\n        });")]
    public Task Fixes_with_the_trace(string statement, string fixedStatement) => new RuleFixTest<UnobservedTask, UnobservedTaskFix>
    {
        TestCode = TracedRoute.WithStatements(statement, Members),
        FixedCode = TracedRoute.WithStatements($"var trace = LlmTrace.Current;\n        {fixedStatement}", Members),
        CodeActionEquivalenceKey = "capture",
    }.RunAsync();

    [Theory]
    [InlineData("Start(); void Start() { _ = [|AuditAsync(1)|]; }")]
    [InlineData("new List<int>().ForEach(number => [|AuditAsync(number)|]);")]
    [InlineData("Action<int> audit = number => _ = [|AuditAsync(number)|]; audit(1);")]
    public Task Offers_nothing_where_await_is_impossible(string statements)
    {
        var code = TracedRoute.WithStatements(statements, Members);
        return Verify.VerifyCodeFixAsync(code, code);
    }
}
