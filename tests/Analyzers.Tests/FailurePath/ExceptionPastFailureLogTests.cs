using TracedLlm.Analyzers.FailurePath;
using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.CodeFixVerifier<TracedLlm.Analyzers.FailurePath.ExceptionPastFailureLog, TracedLlm.CodeFixes.FailurePath.ExceptionPastFailureLogFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2001, <see cref="ExceptionPastFailureLog"/> and <see cref="ExceptionPastFailureLogFix"/>.</summary>
public class ExceptionPastFailureLogTests
{
    private const string LogOfHttp = "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }";
    private const string MarkedLogOfHttp = "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }";
    private const string Log = "void Write(Exception e) { } Task WriteAsync(Exception e) => Task.CompletedTask;";

    [Theory]
    [InlineData("void Log(Exception e) { if ([|e is HttpException|]) Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e is not HttpException|]) return; Write(e); }")]
    [InlineData("void Log(Exception e) { if (!([|e is HttpException|])) { return; } Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e is HttpException http|]) Write(http); }")]
    [InlineData("void Log(Exception e) { if ([|e is not HttpException http|]) return; Write(http); }")]
    [InlineData("void Log(Exception e) { if ([|e is HttpException or TimeoutException|]) Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e is HttpException { Status: > 400 }|]) Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e is HttpException|] && DateTime.Now.Year > 1) Write(e); }")]
    [InlineData("void Log(Exception e) { var http = [|e as HttpException|]; if (http == null) return; Write(http); }")]
    [InlineData("void Log(Exception e) { ([|e as HttpException|])?.Write(); }")]
    [InlineData("void Log([|HttpException|] e) => Write(e);")]
    [InlineData("void Log(Exception e) { switch (e) { case [|HttpException http|]: Write(http); break; case TimeoutException: Write(e); break; } }")]
    [InlineData("void Log(Exception e) { switch (e) { case [|HttpException http|] when http.Status > 0: Write(http); break; default: return; } }")]
    [InlineData("Task Log(Exception e) => [|e is HttpException|] ? WriteAsync(e) : Task.CompletedTask;")]
    [InlineData("Task Log(Exception e) => e switch { [|HttpException|] => WriteAsync(e), _ => Task.CompletedTask };")]
    [InlineData("void Log(Exception e) { if (IsHttp(e)) Write(e); } static bool IsHttp(Exception e) => [|e is HttpException|];")]
    [InlineData("bool Log(Exception e) => [|e is HttpException|];")]
    [InlineData("ValueTask<bool> Log(Exception e) { if ([|e is not HttpException|]) { return ValueTask.FromResult(false); } Write(e); return ValueTask.FromResult(true); }")]
    [InlineData("void Log(Exception e) { if ([|typeof(HttpException).IsInstanceOfType(e)|]) Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e.GetType() == typeof(HttpException)|]) Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e.GetType().Name == nameof(HttpException)|]) Write(e); }")]
    [InlineData("void Log(Exception e) { if (Test(e)) Write(e); } static bool Test(Exception e) { var year = DateTime.Now.Year; return year > 1 && [|e is HttpException|]; }")]
    [InlineData("void Log(Exception e) { var path = Path.GetTempPath(); if ([|e is HttpException|]) Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e is BlockedException|]) return; Write(e); }")]
    [InlineData("void Log(Exception e) { if ([|e is TimeoutException or BlockedException|]) { return; } Write(e); }")]
    [InlineData("void Log(Exception e) { switch (e) { case [|BlockedException|]: break; default: Write(e); break; } }")]
    [InlineData("Task Log(Exception e) => e switch { [|BlockedException|] => Task.CompletedTask, _ => WriteAsync(e) };")]
    [InlineData("bool Log(Exception e) => [|e is not BlockedException|];")]
    [InlineData("void Log(Exception e) { ArgumentNullException.ThrowIfNull(e); if ([|e is HttpException|]) Write(e); }")]
    [InlineData("void Log(Exception e) { System.Diagnostics.Debug.Assert(e is not null); if ([|e is HttpException|]) Write(e); }")]
    [InlineData("void Log(Exception e) { _count++; if ([|e is HttpException|]) Write(e); } int _count;")]
    [InlineData("void Log(Exception e) { Console.WriteLine(\"failed\"); if ([|e is not HttpException|]) return; Write(e); }")]
    [InlineData("void Log(Exception e) { Console.Out?.Flush(); if ([|e is HttpException|]) Write(e); }")]
    [InlineData("async Task Log(Exception e) { await _gate.WaitAsync(); try { if ([|e is HttpException|]) Write(e); } finally { _gate.Release(); } } readonly SemaphoreSlim _gate = new(1);")]
    public async Task Flags(string log)
    {
        await new RuleTest<ExceptionPastFailureLog> { TestCode = Code("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public {log}") }.RunAsync();
        await new RuleTest<ExceptionPastFailureLog> { TestCode = Code("throw new BlockedException(\"b\");", $"public {Unmarked(log)}") }.RunAsync();
        await new RuleTest<ExceptionPastFailureLog> { TestCode = Code("throw new HttpException(\"b\");", $"[FailureLoggingPath] public {Unmarked(log)}") }.RunAsync();
    }

    [Theory]
    [InlineData("void Log(Exception e) => Write(e);")]
    [InlineData("void Log(Exception e) { if (e is HttpException http) { Write(http); } else { Write(e); } }")]
    [InlineData("void Log(Exception e) { switch (e) { case HttpException: Write(e); break; default: Write(e); break; } }")]
    [InlineData("void Log(Exception e) { if (e is OperationCanceledException) return; Write(e); }")]
    [InlineData("void Log(Exception e) { if (e is TimeoutException) return; _count++; } int _count;")]
    [InlineData("void Log(Exception e) { switch (e) { case TimeoutException: break; default: Write(e); break; } }")]
    [InlineData("void Log(Exception e) { ArgumentNullException.ThrowIfNull(e); Write(e); }")]
    [InlineData("void Log(Exception e) { _count++; } int _count;")]
    [InlineData("void Log(Exception e) { Write(e); if (e is HttpException) Write(e); }")]
    [InlineData("void Log(Exception e) { Console.WriteLine(e.Message); if (e is HttpException) Write(e); }")]
    [InlineData("void Log(Exception e) { var line = $\"failed: {e.Message}\"; Console.WriteLine(line); if (e is HttpException) Write(e); }")]
    [InlineData("void Log(Exception e) { if (e is HttpException) Write(e); _count++; } int _count;")]
    [InlineData("async Task Log(Exception e) { await _gate.WaitAsync(); try { Write(e); } finally { _gate.Release(); } } readonly SemaphoreSlim _gate = new(1);")]
    [InlineData("void Log(Exception e) { if (e is HttpException { Status: 1 }) return; Write(e); }")]
    [InlineData("void Log(Exception e) { var status = e is HttpException http ? http.Status : 500; Console.WriteLine(status); }")]
    [InlineData("void Log(Exception e) { if (Kinds.Contains(e.GetType())) Write(e); } static readonly HashSet<Type> Kinds = [];")]
    [InlineData("void Log(Exception e) { if (e.InnerException is HttpException) Write(e); }")]
    [InlineData("void Log(Exception e) { e = e.InnerException ?? e; if (e is HttpException) Write(e); }")]
    [InlineData("void Log(Exception e) { if (e is HttpException || DateTime.Now.Year > 1) Write(e); }")]
    [InlineData("void Log(object e) { if (e is HttpException) Write((Exception)e); }")]
    [InlineData("void Log(Exception e, Exception f) { if (e is HttpException) Write(e); }")]
    [InlineData("void Log(string message) { }")]
    [InlineData("void Log(Exception e) { }")]
    [InlineData("void Log(Exception e) { if (e is Exception) Write(e); }")]
    [InlineData("void Log(Exception e) { if (e is HttpException or BlockedException) Write(e); }")]
    public Task Leaves_accepted_types_and_unreadable_tests_alone(string log) =>
        Verify.VerifyAnalyzerAsync(Code("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public {log}"));

    [Theory]
    [InlineData("throw new OperationCanceledException();")]
    [InlineData("throw new TaskCanceledException();")]
    [InlineData("throw new UnreachableException();")]
    [InlineData("throw new NotImplementedException();")]
    [InlineData("throw new ArgumentNullException(\"x\");")]
    [InlineData("throw new DerivedHttpException();")]
    [InlineData("try { throw new BlockedException(\"b\"); } catch (BlockedException) { http.Response.StatusCode = 400; }")]
    [InlineData("try { throw new BlockedException(\"b\"); } catch (Exception) { http.Response.StatusCode = 400; }")]
    [InlineData("try { throw new BlockedException(\"b\"); } catch (Exception e) when (e is not HttpException) { http.Response.StatusCode = 400; }")]
    [InlineData("try { throw new BlockedException(\"b\"); } catch (Exception e) when (e.Message.Length > 2) { }")]
    [InlineData("try { throw new BlockedException(\"b\"); } catch (BlockedException e) { throw new HttpException(e.Message); }")]
    [InlineData("Func<Task> later = () => throw new BlockedException(\"b\"); Action now = () => throw new BlockedException(\"b\");")]
    [InlineData("throw Made(); static Exception Made() => new DerivedHttpException();")]
    [InlineData("throw Made(new BlockedException(\"b\")); static Exception Made(Exception e) => e;")]
    [InlineData("Exception made = new BlockedException(\"b\"); made = new HttpException(\"h\"); throw made;")]
    [InlineData("Exception made; made = new BlockedException(\"b\"); throw made;")]
    [InlineData("Exception made = new BlockedException(\"b\"); Change(ref made); throw made; static void Change(ref Exception e) => e = new HttpException(\"h\");")]
    [InlineData("throw http.Items.Count > 1 ? new HttpException(\"h\") : new DerivedHttpException();")]
    [InlineData("try { await Task.Yield(); } catch (Exception e) { if (e.Message.Length > 1) throw; }")]
    public Task Leaves_exempt_types_and_indirect_throws_alone(string statements) => Verify.VerifyAnalyzerAsync(Code(
        statements, "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }"));

    [Theory]
    [InlineData("try { await CheckAsync(); } catch (BlockedException) { }")]
    [InlineData("try { await CheckAsync(); } catch (Exception e) when (e is not HttpException) { }")]
    [InlineData("_ = CheckAsync();")]
    [InlineData("var check = CheckAsync(); check.Wait();")]
    [InlineData("Func<Task> later = CheckAsync;")]
    [InlineData("http.Response.OnCompleted(CheckAsync);")]
    [InlineData("http.Response.OnCompleted(() => CheckAsync());")]
    public Task Leaves_caught_and_unawaited_exceptions_alone(string statements) => Verify.VerifyAnalyzerAsync(Code(statements, """
        [FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }
        static async Task CheckAsync() { await Task.Yield(); throw new BlockedException("b"); }
        """));

    [Theory]
    [InlineData("await CheckAsync();")]
    [InlineData("await CheckAsync().ConfigureAwait(false);")]
    [InlineData("await Task.WhenAll(CheckAsync(), Task.Delay(1));")]
    [InlineData("await RunAsync(() => CheckAsync());")]
    [InlineData("await RunAsync(CheckAsync);")]
    [InlineData("try { await CheckAsync(); } catch { Console.WriteLine(); throw; }")]
    [InlineData("try { await CheckAsync(); } catch (TimeoutException) { }")]
    [InlineData("try { await CheckAsync(); } catch (Exception e) when (e is TimeoutException) { }")]
    [InlineData("try { await CheckAsync(); } catch (Exception e) { Log(e); http.Response.StatusCode = 500; }")]
    [InlineData("try { await CheckAsync(); } catch (Exception e) { Answer(e); } void Answer(Exception e) => Log(e);")]
    [InlineData("try { await CheckAsync(); } catch (Exception e) when (LlmTrace.Current?.RecordException(e) == true) { }")]
    [InlineData("try { await Task.Yield(); } catch { await CheckAsync(); }")]
    public Task Follows_calls(string statements) => Verify.VerifyAnalyzerAsync(Code(statements, """
        [FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }
        static async Task CheckAsync() { await Task.Yield(); throw new BlockedException("b"); }
        static Task RunAsync(Func<Task> run) => run();
        """));

    [Theory]
    [InlineData("Console.WriteLine(new Settings().Region);")]
    [InlineData("Console.WriteLine(new Settings()[\"region\"]?.Length);")]
    [InlineData("var length = new Settings() is { Region.Length: var found } ? found : 0;")]
    public Task Reading_a_property_does_not_run_its_setter(string statements) => Verify.VerifyAnalyzerAsync(Code(statements, LogOfHttp) + """
        class Settings
        {
            public string? Region { get => null; set => throw new BlockedException("b"); }
            public string? this[string name] { get => null; set => throw new BlockedException("b"); }
        }
        """);

    [Theory]
    [InlineData("new Settings().Region = \"eu\";")]
    [InlineData("new Settings()[\"region\"] = \"eu\";")]
    [InlineData("_ = new Settings { Region = \"eu\" };")]
    [InlineData("new Settings().Region += \"eu\";")]
    [InlineData("new Settings().Region ??= \"eu\";")]
    [InlineData("(new Settings().Region, _) = (\"eu\", 1);")]
    [InlineData("((new Settings()[\"region\"], _), _) = ((\"eu\", 1), 1);")]
    public Task Setting_a_property_runs_its_setter(string statements) => Verify.VerifyAnalyzerAsync(Code(statements, MarkedLogOfHttp) + """
        class Settings
        {
            public string? Region { get => null; set => throw new BlockedException("b"); }
            public string? this[string name] { get => null; set => Region = value; }
        }
        """);

    [Theory]
    [InlineData("new Settings().Count++;")]
    [InlineData("new Settings().Count += 1;")]
    [InlineData("Console.WriteLine(new Settings().Count);")]
    public Task Reading_a_property_runs_its_getter(string statements) => Verify.VerifyAnalyzerAsync(Code(statements, MarkedLogOfHttp) + """
        class Settings { public int Count { get => throw new BlockedException("b"); set { } } }
        """);

    [Theory]
    [InlineData("new Settings().Count = 1;")]
    [InlineData("(new Settings().Count, _) = (1, 2);")]
    public Task Setting_a_property_does_not_run_its_getter(string statements) => Verify.VerifyAnalyzerAsync(Code(statements, LogOfHttp) + """
        class Settings { public int Count { get => throw new BlockedException("b"); set { } } }
        """);

    [Theory]
    [InlineData("throw Blocked(); static Exception Blocked() => new BlockedException(\"b\");")]
    [InlineData("throw Made(http.Items.Count); static Exception Made(int n) { if (n > 1) { return new HttpException(\"h\"); } var made = new BlockedException(\"b\"); return made; }")]
    [InlineData("throw http.Items.Count > 1 ? new BlockedException(\"b\") : new HttpException(\"h\");")]
    [InlineData("throw http.Items.Count switch { 1 => new HttpException(\"h\"), 2 => new OperationCanceledException(), _ => new BlockedException(\"b\") };")]
    [InlineData("Exception? caught = null; throw caught ?? new BlockedException(\"b\");")]
    [InlineData("Exception made = new BlockedException(\"b\"); made.Data[\"rule\"] = 1; throw made;")]
    [InlineData("var made = http.Items.Count > 1 ? new BlockedException(\"b\") : (Exception)new HttpException(\"h\"); throw made;")]
    [InlineData("throw http.Items.Count > 1 ? new BlockedException(\"b\") : new TimeoutException();")]
    public Task Reads_the_thrown_type(string statements) => Verify.VerifyAnalyzerAsync(Code(statements, MarkedLogOfHttp));

    [Theory]
    [InlineData("Console.WriteLine(new Money(1) + new Money(2));", "public static Money operator +(Money one, Money other) => throw new BlockedException(\"b\");")]
    [InlineData("Console.WriteLine(-new Money(1));", "public static Money operator -(Money one) => throw new BlockedException(\"b\");")]
    [InlineData("var sum = new Money(1); sum += new Money(2);", "public static Money operator +(Money one, Money other) => throw new BlockedException(\"b\");")]
    [InlineData("var sum = new Money(1); sum++;", "public static Money operator ++(Money one) => throw new BlockedException(\"b\");")]
    [InlineData("Console.WriteLine(new Money(1) == new Money(1));", "public static bool operator ==(Money one, Money other) => throw new BlockedException(\"b\"); public static bool operator !=(Money one, Money other) => false;")]
    [InlineData("int number = new Money(1);", "public static implicit operator int(Money one) => throw new BlockedException(\"b\");")]
    [InlineData("var money = (Money)1;", "public static explicit operator Money(int one) => throw new BlockedException(\"b\");")]
    [InlineData("using (new Money(1)) { }", "public void Dispose() => throw new BlockedException(\"b\");")]
    [InlineData("using var money = new Money(1);", "void IDisposable.Dispose() => throw new BlockedException(\"b\");")]
    [InlineData("await using var money = new Money(1);", "public ValueTask DisposeAsync() => throw new BlockedException(\"b\");")]
    [InlineData("await using (var money = new Money(1)) { }", "public ValueTask DisposeAsync() => throw new BlockedException(\"b\");")]
    [InlineData("_ = new Money(1);", "readonly int _rate = Rate(); static int Rate() => throw new BlockedException(\"b\");")]
    [InlineData("_ = new Money(1);", "public int Price { get; } = Rate(); static int Rate() => throw new BlockedException(\"b\");")]
    [InlineData("_ = new Money(1);", "public int Price { get; } = new Rates().Rate; class Rates { public int Rate; public Rates() => throw new BlockedException(\"b\"); }")]
    [InlineData("_ = new Money(\"1\");", "public Money(string value) : this(Read(value)) { } static int Read(string value) => throw new BlockedException(\"b\");")]
    [InlineData("_ = new Money.Dollar();", "public class Dollar() : Money(Read()) { static int Read() => throw new BlockedException(\"b\"); }")]
    [InlineData("_ = new Money.Dollar();", "readonly int _rate = Rate(); static int Rate() => throw new BlockedException(\"b\"); public class Dollar() : Money(1);")]
    public Task Follows_code_that_runs_without_a_call_by_name(string statements, string members) => Verify.VerifyAnalyzerAsync(Code(statements, MarkedLogOfHttp) + Money(members));

    [Theory]
    [InlineData("Console.WriteLine(new Money(1).Amount + 1);", "public static Money operator +(Money one, Money other) => throw new BlockedException(\"b\");")]
    [InlineData("object money = new Money(1); var same = (Money)money;", "public static explicit operator Money(int one) => throw new BlockedException(\"b\");")]
    [InlineData("var money = new Money(1);", "public void Dispose() => throw new BlockedException(\"b\");")]
    [InlineData("using var money = new MemoryStream();", "public void Dispose() => throw new BlockedException(\"b\");")]
    [InlineData("using IDisposable stream = new MemoryStream();", "public void Dispose() => throw new BlockedException(\"b\");")]
    [InlineData("await using var money = new Money(1);", "public void Dispose() => throw new BlockedException(\"b\"); public ValueTask DisposeAsync() => default;")]
    [InlineData("using (new Money(1)) { }", "public void Dispose() { } public ValueTask DisposeAsync() => throw new BlockedException(\"b\");")]
    [InlineData("try { _ = new Money(1); } catch (BlockedException) { }", "readonly int _rate = Rate(); static int Rate() => throw new BlockedException(\"b\");")]
    [InlineData("try { using var money = new Money(1); } catch (BlockedException) { }", "public void Dispose() => throw new BlockedException(\"b\");")]
    [InlineData("_ = new Money(1);", "static readonly int _rate = Rate(); static int Rate() => throw new BlockedException(\"b\");")]
    [InlineData("_ = new Money(1);", "readonly Money? _next = null; Money Next() => new Dollar(); class Dollar() : Money(1) { readonly int _rate = Rate(); static int Rate() => throw new BlockedException(\"b\"); }")]
    [InlineData("_ = new Money(1);", "readonly Money _endless = new Money(2);")]
    public Task Runs_nothing_else(string statements, string members) => Verify.VerifyAnalyzerAsync(Code(statements, LogOfHttp) + Money(members));

    [Fact]
    public Task Finds_guardrails_behind_interfaces() => Verify.VerifyAnalyzerAsync(Code("await CheckAsync(new Words());", """
        [FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }
        [TracedGuardrail(GuardrailMode.PreCall)] private partial Task CheckAsync(IGuardrail guardrail);
        private Task CheckCoreAsync(IGuardrail guardrail) => guardrail.CheckAsync();
        """) + """
        interface IGuardrail { Task CheckAsync(); }
        class Words : IGuardrail { public Task CheckAsync() => throw new BlockedException("b"); }
        """);

    [Fact]
    public Task Finds_traced_methods_that_no_route_calls() => Verify.VerifyAnalyzerAsync(Code("", """
        [FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }
        [TracedStage("check")] public partial void Check();
        private void CheckCore() => throw new BlockedException("b");
        private void Untraced() => throw new BlockedException("b");
        """));

    [Fact]
    public Task Reads_middleware() => Verify.VerifyAnalyzerAsync(Code("throw new BlockedException(\"b\");", "") + """
        class Failures(RequestDelegate next)
        {
            [FailureLoggingPath]
            public async Task InvokeAsync(HttpContext http)
            {
                try { await next(http); }
                catch ([|HttpException|] e) { Console.WriteLine(e); throw; }
            }
        }
        """);

    [Fact]
    public Task Reads_middleware_that_takes_everything() => Verify.VerifyAnalyzerAsync(Code("throw new BlockedException(\"b\");", "") + """
        class Failures(RequestDelegate next)
        {
            [FailureLoggingPath]
            public async Task InvokeAsync(HttpContext http)
            {
                try { await next(http); }
                catch (HttpException e) { Console.WriteLine(e); throw; }
                catch (Exception e) { Console.WriteLine(e); throw; }
            }
        }
        """);

    [Fact]
    public Task Reads_filters_that_are_given_a_context() => Verify.VerifyAnalyzerAsync(Code("throw new BlockedException(\"b\");", "") + """
        class Filter : Microsoft.AspNetCore.Mvc.Filters.IExceptionFilter
        {
            [FailureLoggingPath]
            public void OnException(Microsoft.AspNetCore.Mvc.Filters.ExceptionContext context)
            {
                if ([|context.Exception is HttpException|]) { Console.WriteLine(context.Exception); }
            }
        }
        """);

    [Fact]
    public Task One_log_that_accepts_it_is_enough() => Verify.VerifyAnalyzerAsync(Code("throw new BlockedException(\"b\");", """
        [FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }
        [FailureLoggingPath] public void LogBlocks(Exception e) { if (e is BlockedException) Write(e); }
        """));

    [Fact]
    public Task A_log_behind_an_interface_is_read_where_it_is_written() => Verify.VerifyAnalyzerAsync(Code("throw new BlockedException(\"b\");", "") + """
        interface IFailures { [FailureLoggingPath] void Log(Exception e); }
        class Failures : IFailures { public void Log(Exception e) { if ([|e is HttpException|]) Console.WriteLine(e); } }
        """);

    // As many tests as a mapping of errors has; each is asked once, or this takes as long as 2 to the 60th of them.
    [Theory]
    [InlineData("||", "e is HttpException", "[|e is HttpException|]")]
    [InlineData("&&", "e is not BlockedException", "[|e is not BlockedException|]")]
    [InlineData("||", "e is BlockedException", "e is BlockedException")]
    public Task Reads_long_chains_of_tests(string way, string test, string first) => Verify.VerifyAnalyzerAsync(Code(
        "throw new BlockedException(\"b\");",
        $"[FailureLoggingPath] public void Log(Exception e) {{ if ({string.Join($" {way} ", Enumerable.Repeat(test, 59).Prepend(first))}) Write(e); }}"));

    [Fact]
    public Task Reads_long_chains_of_casts() => Verify.VerifyAnalyzerAsync(Code(
        "throw new BlockedException(\"b\");",
        $"[FailureLoggingPath] public void Log(Exception e) {{ var other = e.InnerException{string.Concat(Enumerable.Repeat(" as Exception", 60))}; if ([|e is HttpException|]) Write(e); }}"));

    [Theory]
    [InlineData("catch ([|BlockedException|]) { throw; }")]
    [InlineData("catch (BlockedException) { Console.WriteLine(); throw; }")]
    [InlineData("catch (TimeoutException) { throw; }")]
    public Task Reads_middleware_that_filters_exceptions(string clause) => Verify.VerifyAnalyzerAsync(Code("throw new BlockedException(\"b\");", "") + $$"""
        class Failures(RequestDelegate next)
        {
            [FailureLoggingPath]
            public async Task InvokeAsync(HttpContext http)
            {
                try { await next(http); }
                {{clause}}
                catch (Exception e) { Console.WriteLine(e); throw; }
            }
        }
        """);

    [Fact]
    public Task Says_once_how_many_throws_of_which_types_one_test_rejects() => Verify.VerifyAnalyzerAsync(
        Code("await CheckAsync(); throw new TimeoutException();", """
            [FailureLoggingPath] public void Log(Exception e) { if ({|#0:e is HttpException|}) Write(e); }
            static async Task CheckAsync() { await Task.Yield(); if (DateTime.Now.Year > 1) throw new BlockedException("b"); throw new BlockedException("c"); }
            """),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'Log' does not log 'BlockedException', 'TimeoutException' (3 throws); accept the types in this test or derive the types from an accepted type (Gateway.HandleAsync)"));

    [Theory]
    [InlineData("BlockedException")]
    [InlineData("TimeoutException, BlockedException")]
    [InlineData("Errors.BlockedException")]
    [InlineData("Errors.BaseException")]
    public Task Options_accept_more(string names) => new RuleTest<ExceptionPastFailureLog>
    {
        EditorConfig = $"tlm2001.accepted_exceptions = {names}",
        TestCode = Code("throw new Errors.BlockedException();", "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }")
            + "namespace Errors { class BaseException : Exception; class BlockedException : BaseException; }",
    }.RunAsync();

    [Fact]
    public Task Options_accept_nothing_else() => new RuleTest<ExceptionPastFailureLog>
    {
        EditorConfig = "tlm2001.accepted_exceptions = Other.BlockedException",
        TestCode = Code("throw new BlockedException(\"b\");", "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }"),
    }.RunAsync();

    [Theory]
    [InlineData("if ([|e is HttpException|]) Write(e);", "if (e is HttpException or BlockedException) Write(e);")]
    [InlineData("if ([|e is not HttpException|]) return; Write(e);", "if (e is not (HttpException or BlockedException)) return; Write(e);")]
    [InlineData("if ([|e is HttpException or TimeoutException|]) Write(e);", "if (e is HttpException or TimeoutException or BlockedException) Write(e);")]
    [InlineData("if ([|e is not HttpException and not TimeoutException|]) return; Write(e);", "if (e is not (HttpException or TimeoutException or BlockedException)) return; Write(e);")]
    [InlineData("if ([|e is (not HttpException and not (TimeoutException or IOException))|]) return; Write(e);", "if (e is not (HttpException or TimeoutException or IOException or BlockedException)) return; Write(e);")]
    [InlineData("if (e is TimeoutException) return; if ([|e is HttpException|]) Write(e);", "if (e is TimeoutException) return; if (e is HttpException or BlockedException) Write(e);")]
    [InlineData("switch (e) { case [|HttpException|]: Write(e); break; }", "switch (e) { case HttpException or BlockedException: Write(e); break; }")]
    [InlineData("if ([|e.GetType() == typeof(HttpException)|]) Write(e);", "if ((e.GetType() == typeof(HttpException) || e is BlockedException)) Write(e);")]
    [InlineData("if ([|typeof(HttpException).IsInstanceOfType(e)|]) Write(e);", "if ((typeof(HttpException).IsInstanceOfType(e) || e is BlockedException)) Write(e);")]
    public Task Fixes_by_accepting_the_type(string test, string fixedTest) => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = Code("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public void Log(Exception e) {{ {test} }}"),
        FixedCode = Code("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public void Log(Exception e) {{ {fixedTest} }}"),
        CodeActionEquivalenceKey = "widen",
        CodeActionTitle = "Accept 'BlockedException' in the failure log",
    }.RunAsync();

    [Fact]
    public Task Fixes_one_test_for_several_types() => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = Code("if (http.Items.Count > 1) throw new BlockedException(\"b\"); if (http.Items.Count > 2) throw new BlockedException(\"c\"); throw new TimeoutException();", MarkedLogOfHttp),
        FixedCode = Code("if (http.Items.Count > 1) throw new BlockedException(\"b\"); if (http.Items.Count > 2) throw new BlockedException(\"c\"); throw new TimeoutException();", LogOfHttp)
            .Replace("e is HttpException", "e is HttpException or BlockedException or TimeoutException", StringComparison.Ordinal),
        CodeActionEquivalenceKey = "widen",
    }.RunAsync();

    [Fact]
    public Task Fixes_by_deriving() => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = Code("if (http.Items.Count > 1) throw new BlockedException(\"b\"); throw new BlockedException(\"c\");", "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException http|]) Write(http); }"),
        FixedCode = Code("if (http.Items.Count > 1) throw new BlockedException(\"b\"); throw new BlockedException(\"c\");", "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException http) Write(http); }")
            .Replace("class BlockedException(string message) : Exception(message);", "class BlockedException(string message) : HttpException(message);", StringComparison.Ordinal),
        CodeActionTitle = "Derive 'BlockedException' from 'HttpException'",
    }.RunAsync();

    [Fact]
    public Task Offers_nothing_that_does_not_compile()
    {
        var code = Code("throw new InvalidDataException(\"b\");", "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException http|]) Write(http); }");
        return Verify.VerifyCodeFixAsync(code, code);
    }

    [Theory]
    [InlineData("if ([|e is BlockedException|]) return; Write(e);")]
    [InlineData("if (e is TimeoutException) return; if ([|e is BlockedException|]) return; Write(e);")]
    [InlineData("if ([|e is HttpException and not DerivedHttpException|]) Write(e);")]
    public Task Offers_nothing_that_leaves_the_exception_out(string test)
    {
        var code = Code("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public void Log(Exception e) {{ {test} }}");
        return new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix> { TestCode = code, FixedCode = code, CodeActionEquivalenceKey = "widen" }.RunAsync();
    }

    [Fact]
    public async Task Seed_001_in_csharp_is_flagged_twice_and_repaired_by_both_fixes()
    {
        const string Block = "throw new GuardrailRaisedException(\"blocked\");";
        var blocked = Seed001(Block, "{|TLM1001:\"metadata\"|}").Replace("exception is HttpException", "{|TLM2001:exception is HttpException|}", StringComparison.Ordinal);
        await new AllRulesTest { TestCode = blocked }.RunAsync();

        await new RuleFixTest<WrongMetadataField, WrongMetadataFieldFix>
        {
            TestCode = Seed001(Block, "[|\"metadata\"|]"),
            FixedCode = Seed001(Block, "\"litellm_metadata\""),
        }.RunAsync();
        var repaired = Seed001(Block, "\"litellm_metadata\"")
            .Replace("exception is HttpException", "exception is HttpException or GuardrailRaisedException", StringComparison.Ordinal);
        await new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
        {
            TestCode = Seed001(Block, "\"litellm_metadata\"").Replace("exception is HttpException", "[|exception is HttpException|]", StringComparison.Ordinal),
            FixedCode = repaired,
            CodeActionEquivalenceKey = "widen",
        }.RunAsync();
        await new AllRulesTest { TestCode = repaired }.RunAsync();
    }

    private static string Unmarked(string code) => code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    private static string Money(string members)
    {
        var interfaces = (members.Contains("Dispose()", StringComparison.Ordinal) ? ", IDisposable" : "") + (members.Contains("DisposeAsync()", StringComparison.Ordinal) ? ", IAsyncDisposable" : "");
        return $$"""
            #pragma warning disable CS0660, CS0661, CS0649, CS0414, CS0169
            class Money(int amount) : object{{interfaces}}
            {
                public int Amount => amount;
                {{members}}
            }
            """;
    }

    private static string Code(string statements, string members) => TracedRoute.WithStatements(statements, Log + members) + """

        class HttpException(string message) : Exception(message) { public int Status => 500; public void Write() { } }
        class DerivedHttpException() : HttpException("derived");
        class BlockedException(string message) : Exception(message);

        """;

    // LiteLLM's proxy: a parent kept in the metadata of the request, and a failure log that only knows HTTP errors.
    private static string Seed001(string block, string field) => $$"""
        using System.Text.Json.Nodes;
        using Microsoft.AspNetCore.Mvc;

        public sealed partial class MessagesEndpoint(ProxyLogging logging)
        {
            public static void Map(WebApplication app, MessagesEndpoint endpoint) => app.MapPost("/v1/messages", endpoint.HandleAsync);

            [TracedLlmRoute]
            public async Task HandleAsync(HttpContext http, [FromBody] JsonObject data)
            {
                try
                {
                    await ApplyAsync(data);
                    Spans.Context(data);
                }
                catch (Exception exception)
                {
                    await logging.PostCallFailureAsync(http, exception);
                    throw;
                }
            }

            [TracedGuardrail(GuardrailMode.PreCall)]
            private partial Task ApplyAsync(JsonObject data);

            private async Task ApplyCoreAsync(JsonObject data)
            {
                await Task.Yield();
                if (data.Count > 1)
                {
                    {{block}}
                }
            }
        }

        public sealed class ProxyLogging
        {
            [FailureLoggingPath]
            public async Task PostCallFailureAsync(HttpContext http, Exception exception)
            {
                if (IsProxyOnlyLlmApiError(exception))
                {
                    await HandleLoggingProxyOnlyErrorAsync(http, exception);
                }
            }

            private static bool IsProxyOnlyLlmApiError(Exception exception) => exception is HttpException;

            private static Task HandleLoggingProxyOnlyErrorAsync(HttpContext http, Exception exception) => http.Response.WriteAsync(exception.Message);
        }

        public static class Spans
        {
            public static string? Context(JsonObject parameters)
            {
                var metadata = parameters[{{field}}] as JsonObject;
                return metadata?["litellm_parent_otel_span"]?.GetValue<string>();
            }
        }

        public class HttpException(int status, string message) : Exception(message) { public int Status => status; }
        public class GuardrailRaisedException(string message) : Exception(message);
        """;
}
