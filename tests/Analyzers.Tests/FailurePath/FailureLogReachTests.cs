using Verify = TracedLlm.Testing.Roslyn.FixVerifier<TracedLlm.Analyzers.FailurePath.ExceptionPastFailureLog, TracedLlm.CodeFixes.FailurePath.ExceptionPastFailureLogFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2001: the code and the throws that the rule finds.</summary>
public class FailureLogReachTests
{
    [Theory]
    [InlineData("try { await CheckAsync(); } catch (BlockedException) { }")]
    [InlineData("try { await CheckAsync(); } catch (Exception e) when (e is not HttpException) { }")]
    [InlineData("_ = CheckAsync();")]
    [InlineData("var check = CheckAsync(); check.Wait();")]
    [InlineData("Func<Task> later = CheckAsync;")]
    [InlineData("http.Response.OnCompleted(CheckAsync);")]
    [InlineData("http.Response.OnCompleted(() => CheckAsync());")]
    public Task Leaves_caught_and_unawaited_exceptions_alone(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, """
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
    public Task Follows_calls(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, """
        [FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }
        static async Task CheckAsync() { await Task.Yield(); throw new BlockedException("b"); }
        static Task RunAsync(Func<Task> run) => run();
        """));

    [Theory]
    [InlineData("Console.WriteLine(new Settings().Region);")]
    [InlineData("Console.WriteLine(new Settings()[\"region\"]?.Length);")]
    [InlineData("var length = new Settings() is { Region.Length: var found } ? found : 0;")]
    public Task Reading_a_property_does_not_run_its_setter(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, FailureLogCode.LogOfHttp) + """
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
    public Task Setting_a_property_runs_its_setter(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, FailureLogCode.MarkedLogOfHttp) + """
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
    public Task Reading_a_property_runs_its_getter(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, FailureLogCode.MarkedLogOfHttp) + """
        class Settings { public int Count { get => throw new BlockedException("b"); set { } } }
        """);

    [Theory]
    [InlineData("new Settings().Count = 1;")]
    [InlineData("(new Settings().Count, _) = (1, 2);")]
    public Task Setting_a_property_does_not_run_its_getter(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, FailureLogCode.LogOfHttp) + """
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
    public Task Reads_the_thrown_type(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, FailureLogCode.MarkedLogOfHttp));

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
    public Task Follows_code_that_runs_without_a_call_by_name(string statements, string members) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, FailureLogCode.MarkedLogOfHttp) + Money(members));

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
    public Task Runs_nothing_else(string statements, string members) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(statements, FailureLogCode.LogOfHttp) + Money(members));

    [Fact]
    public Task Finds_guardrails_behind_interfaces() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("await CheckAsync(new Words());", """
        [FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }
        [TracedGuardrail(GuardrailMode.PreCall)] private partial Task CheckAsync(IGuardrail guardrail);
        private Task CheckCoreAsync(IGuardrail guardrail) => guardrail.CheckAsync();
        """) + """
        interface IGuardrail { Task CheckAsync(); }
        class Words : IGuardrail { public Task CheckAsync() => throw new BlockedException("b"); }
        """);

    [Fact]
    public Task Finds_traced_methods_that_no_route_calls() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("", """
        [FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }
        [TracedStage("check")] public partial void Check();
        private void CheckCore() => throw new BlockedException("b");
        private void Untraced() => throw new BlockedException("b");
        """));

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
}
