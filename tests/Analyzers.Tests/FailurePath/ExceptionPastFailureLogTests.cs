using TracedLlm.Analyzers.FailurePath;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.FixVerifier<TracedLlm.Analyzers.FailurePath.ExceptionPastFailureLog, TracedLlm.CodeFixes.FailurePath.ExceptionPastFailureLogFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2001, <see cref="ExceptionPastFailureLog"/>: the tests of a failure log, and the exceptions that it need not log.</summary>
public class ExceptionPastFailureLogTests
{
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
        await new RuleTest<ExceptionPastFailureLog> { TestCode = FailureLogCode.WithStatements("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public {log}") }.RunAsync();
        await new RuleTest<ExceptionPastFailureLog> { TestCode = FailureLogCode.WithStatements("throw new BlockedException(\"b\");", $"public {FailureLogCode.Unmarked(log)}") }.RunAsync();
        await new RuleTest<ExceptionPastFailureLog> { TestCode = FailureLogCode.WithStatements("throw new HttpException(\"b\");", $"[FailureLoggingPath] public {FailureLogCode.Unmarked(log)}") }.RunAsync();
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
        Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public {log}"));

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
    public Task Leaves_exempt_types_and_indirect_throws_alone(string statements) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(
        statements, "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }"));

    // As many tests as a mapping of errors has; each is asked once, or this takes as long as 2 to the 60th of them.
    [Theory]
    [InlineData("||", "e is HttpException", "[|e is HttpException|]")]
    [InlineData("&&", "e is not BlockedException", "[|e is not BlockedException|]")]
    [InlineData("||", "e is BlockedException", "e is BlockedException")]
    public Task Reads_long_chains_of_tests(string way, string test, string first) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(
        "throw new BlockedException(\"b\");",
        $"[FailureLoggingPath] public void Log(Exception e) {{ if ({string.Join($" {way} ", Enumerable.Repeat(test, 59).Prepend(first))}) Write(e); }}"));

    [Fact]
    public Task Reads_long_chains_of_casts() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements(
        "throw new BlockedException(\"b\");",
        $"[FailureLoggingPath] public void Log(Exception e) {{ var other = e.InnerException{string.Concat(Enumerable.Repeat(" as Exception", 60))}; if ([|e is HttpException|]) Write(e); }}"));

    [Fact]
    public Task Says_once_how_many_throws_of_which_types_one_test_rejects() => Verify.VerifyAnalyzerAsync(
        FailureLogCode.WithStatements("await CheckAsync(); throw new TimeoutException();", """
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
        TestCode = FailureLogCode.WithStatements("throw new Errors.BlockedException();", "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }")
            + "namespace Errors { class BaseException : Exception; class BlockedException : BaseException; }",
    }.RunAsync();

    [Fact]
    public Task Options_accept_nothing_else() => new RuleTest<ExceptionPastFailureLog>
    {
        EditorConfig = "tlm2001.accepted_exceptions = Other.BlockedException",
        TestCode = FailureLogCode.WithStatements("throw new BlockedException(\"b\");", "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }"),
    }.RunAsync();
}
