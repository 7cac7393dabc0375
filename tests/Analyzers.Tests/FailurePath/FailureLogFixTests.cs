using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>The fixes of TLM2001 where the test is a catch clause, a case or an arm, and where the log has no mark.</summary>
public class FailureLogFixTests
{
    [Theory]
    [InlineData("catch ([|HttpException|] e) { Record(e); throw; }", "catch (Exception e) when (e is HttpException or BlockedException)\n        { Record(e); throw; }")]
    [InlineData("catch ([|HttpException|]) { Record(null); throw; }", "catch (Exception exception) when (exception is HttpException or BlockedException)\n        { Record(null); throw; }")]
    [InlineData("catch (Exception e) when ([|e is HttpException|]) { Record(e); throw; }", "catch (Exception e) when (e is HttpException or BlockedException) { Record(e); throw; }")]
    [InlineData("catch (Exception e) { switch (e) { case [|HttpException|]: Record(e); break; } throw; }", "catch (Exception e) { switch (e) { case HttpException or BlockedException: Record(e); break; } throw; }")]
    [InlineData("catch (Exception e) { if (IsKnown(e)) Record(e); throw; } static bool IsKnown(Exception one) => one switch { [|HttpException|] => true, _ => false };", "catch (Exception e) { if (IsKnown(e)) Record(e); throw; } static bool IsKnown(Exception one) => one switch { HttpException or BlockedException => true, _ => false };")]
    public Task Accepts_the_type(string clauses, string fixedClauses) => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = Code(clauses),
        FixedCode = Code(fixedClauses),
        CodeActionEquivalenceKey = "widen",
    }.RunAsync();

    // The clause uses a member of the type, the case assigns a variable, the test names the type itself.
    [Theory]
    [InlineData("catch ([|HttpException|] e) { Record(e); http.Response.StatusCode = e.Status; throw; }")]
    [InlineData("catch (Exception e) { switch (e) { case [|HttpException known|]: Record(known); break; } throw; }")]
    [InlineData("catch ([|BlockedException|]) { throw; } catch (Exception e) { Record(e); throw; }")]
    public Task Offers_no_test_that_would_not_compile_or_change_nothing(string clauses) => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = Code(clauses),
        FixedCode = Code(clauses),
        CodeActionEquivalenceKey = "widen",
    }.RunAsync();

    [Fact]
    public Task Accepts_all_types_of_one_test_at_once() => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        TestCode = Code("catch ([|HttpException|] e) { Record(e); throw; }", "if (http.Items.Count > 1) throw new TimeoutException();"),
        FixedCode = Code("catch (Exception e) when (e is HttpException or BlockedException or TimeoutException)\n        { Record(e); throw; }", "if (http.Items.Count > 1) throw new TimeoutException();"),
        CodeActionEquivalenceKey = "widen",
        CodeActionTitle = "Accept 'BlockedException', 'TimeoutException' in the failure log",
    }.RunAsync();

    private static string Code(string clauses, string before = "") => TracedRoute.WithStatements(
        $$"""
        try { {{before}} throw new BlockedException("b"); }
                {{clauses}}
        """,
        "[FailureLoggingPath] static void Record(Exception? e) => Console.WriteLine(e);") + """

        class HttpException : Exception { public HttpException(string message, int status) : base(message) => Status = status; public int Status { get; } }
        class BlockedException(string message) : Exception(message);
        """;
}
