using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.FixVerifier<TracedLlm.Analyzers.FailurePath.ExceptionPastFailureLog, TracedLlm.CodeFixes.FailurePath.ExceptionPastFailureLogFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary><see cref="ExceptionPastFailureLogFix"/>: the types that a test accepts, and the types that derive from an accepted one.</summary>
public class ExceptionPastFailureLogFixTests
{
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
        TestCode = FailureLogCode.WithStatements("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public void Log(Exception e) {{ {test} }}"),
        FixedCode = FailureLogCode.WithStatements("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public void Log(Exception e) {{ {fixedTest} }}"),
        CodeActionEquivalenceKey = "widen",
        CodeActionTitle = "Accept 'BlockedException' in the failure log",
    }.RunAsync();

    [Fact]
    public Task Fixes_one_test_for_several_types() => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = FailureLogCode.WithStatements("if (http.Items.Count > 1) throw new BlockedException(\"b\"); if (http.Items.Count > 2) throw new BlockedException(\"c\"); throw new TimeoutException();", FailureLogCode.MarkedLogOfHttp),
        FixedCode = FailureLogCode.WithStatements("if (http.Items.Count > 1) throw new BlockedException(\"b\"); if (http.Items.Count > 2) throw new BlockedException(\"c\"); throw new TimeoutException();", FailureLogCode.LogOfHttp)
            .Replace("e is HttpException", "e is HttpException or BlockedException or TimeoutException", StringComparison.Ordinal),
        CodeActionEquivalenceKey = "widen",
    }.RunAsync();

    [Fact]
    public Task Fixes_by_deriving() => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = FailureLogCode.WithStatements("if (http.Items.Count > 1) throw new BlockedException(\"b\"); throw new BlockedException(\"c\");", "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException http|]) Write(http); }"),
        FixedCode = FailureLogCode.WithStatements("if (http.Items.Count > 1) throw new BlockedException(\"b\"); throw new BlockedException(\"c\");", "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException http) Write(http); }")
            .Replace("class BlockedException(string message) : Exception(message);", "class BlockedException(string message) : HttpException(message);", StringComparison.Ordinal),
        CodeActionTitle = "Derive 'BlockedException' from 'HttpException'",
    }.RunAsync();

    [Fact]
    public Task Offers_nothing_that_does_not_compile()
    {
        var code = FailureLogCode.WithStatements("throw new InvalidDataException(\"b\");", "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException http|]) Write(http); }");
        return Verify.VerifyCodeFixAsync(code, code);
    }

    [Theory]
    [InlineData("if ([|e is BlockedException|]) return; Write(e);")]
    [InlineData("if (e is TimeoutException) return; if ([|e is BlockedException|]) return; Write(e);")]
    [InlineData("if ([|e is HttpException and not DerivedHttpException|]) Write(e);")]
    public Task Offers_nothing_that_leaves_the_exception_out(string test)
    {
        var code = FailureLogCode.WithStatements("throw new BlockedException(\"b\");", $"[FailureLoggingPath] public void Log(Exception e) {{ {test} }}");
        return new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix> { TestCode = code, FixedCode = code, CodeActionEquivalenceKey = "widen" }.RunAsync();
    }
}
