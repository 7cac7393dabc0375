using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;
using Verify = TracedLlm.Testing.Roslyn.FixVerifier<TracedLlm.Analyzers.FailurePath.UnrecordedBlock, TracedLlm.CodeFixes.FailurePath.UnrecordedBlockFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2003, <see cref="UnrecordedBlock"/> and <see cref="UnrecordedBlockFix"/>.</summary>
public class UnrecordedBlockTests
{
    [Theory]
    [InlineData("catch (Exception e) when ([|e is HttpException|]) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|e is HttpException or TimeoutException|]) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|e is not BlockedException|]) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|IsHttp(e)|]) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|e is HttpException|]) { LlmTrace.Current?.RecordException(e); } catch (Exception) { http.Response.StatusCode = 500; }")]
    [InlineData("catch ([|BaseException|]) { http.Response.StatusCode = 400; } catch (Exception e) { Log(e); }")]
    [InlineData("catch ([|BaseException|]) { http.Response.StatusCode = 400; } catch (Exception e) { LlmTrace.Current?.RecordException(e); throw; }")]
    [InlineData("catch ([|BaseException|]) { http.Response.StatusCode = 400; } catch (Exception e) when (LlmTrace.Current?.RecordException(e) == true) { }")]
    public async Task Flags(string clauses)
    {
        await Verify.VerifyAnalyzerAsync(Code(clauses));
        await Verify.VerifyAnalyzerAsync(Code(Unmarked(clauses)).Replace("throw new BlockedException()", "throw new HttpException()", StringComparison.Ordinal));
        await Verify.VerifyAnalyzerAsync(Code(Unmarked(clauses)).Replace("[TracedLlmRoute]", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("catch (Exception e) { Log(e); }")]
    [InlineData("catch (BlockedException) { http.Response.StatusCode = 400; } catch (Exception e) { Log(e); }")]
    [InlineData("catch (BaseException e) { Log(e); http.Response.StatusCode = 400; } catch (Exception e) { Log(e); }")]
    [InlineData("catch (BaseException) { throw; } catch (Exception e) { Log(e); }")]
    [InlineData("catch (BaseException e) { throw new HttpException(e.Message); } catch (Exception e) { Log(e); }")]
    [InlineData("catch (BaseException) when (http.Items.Count > 1) { } catch (Exception e) { Log(e); }")]
    [InlineData("catch (Exception e) when (http.Items.Count > 1 || e is HttpException) { Log(e); }")]
    [InlineData("catch (Exception e) when (e is HttpException or BlockedException) { Log(e); }")]
    [InlineData("catch (Exception e) when (e is HttpException) { LlmTrace.Current?.RecordException(e); throw; }")]
    [InlineData("catch (Exception e) when (e is HttpException) { http.Response.StatusCode = 500; }")]
    [InlineData("catch (Exception e) when (e is HttpException) { Log(e); } catch (BaseException e) { Log(e); }")]
    [InlineData("catch (HttpException e) { Log(e); }")]
    [InlineData("catch (TimeoutException) { } catch (Exception e) { Log(e); }")]
    [InlineData("finally { }")]
    public Task Leaves_alone(string clauses) => Verify.VerifyAnalyzerAsync(Code(clauses));

    [Fact]
    public Task Leaves_it_to_a_log_around_the_routes() => Verify.VerifyAnalyzerAsync(Code("catch (Exception e) when (e is HttpException) { Log(e); }") + """
        class Failures { [FailureLoggingPath] public void Handle(Exception exception) => Console.WriteLine(exception); }
        """);

    [Fact]
    public Task Leaves_exceptions_alone_that_an_outer_clause_records() => Verify.VerifyAnalyzerAsync(Code(
        "catch (Exception e) when (e is HttpException) { Log(e); }", "try {", "} catch (Exception e) { Log(e); }"));

    [Theory]
    [InlineData("class BlockedException : BaseException, IGuardrailBlock { }", "")]
    [InlineData("class BlockedException : BaseException { }", ", Blocks = [typeof(BlockedException)]")]
    [InlineData("class BlockedException : BaseException { }", ", Blocks = [typeof(BaseException)]")]
    public async Task Reads_the_exception_types_that_block(string type, string blocks)
    {
        await Verify.VerifyAnalyzerAsync(Helped("[|BaseException|]", type, blocks));
        await Verify.VerifyAnalyzerAsync(Helped("BaseException", "class BlockedException : BaseException { }", ""));
    }

    [Theory]
    [InlineData("throw Made()")]
    [InlineData("throw (BaseException)Made()")]
    [InlineData("throw (new BlockedException())")]
    [InlineData("throw new Blocks.Inner()")]
    public async Task Reads_every_form_of_a_throw(string statement)
    {
        const string Plain = "class BlockedException : BaseException { }";
        var more = $"{Plain} static class Blocks {{ public class Inner : BlockedException; }}";
        await Verify.VerifyAnalyzerAsync(Helped("[|BaseException|]", more, ", Blocks = [typeof(BlockedException)]", statement));
        await Verify.VerifyAnalyzerAsync(Helped("BaseException", more, "", statement));
    }

    [Theory]
    [InlineData("catch (Exception e) when ([|e is HttpException|]) { Log(e); }", "catch (Exception e) when (e is HttpException or BlockedException) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|e is HttpException or TimeoutException|]) { Log(e); }", "catch (Exception e) when (e is HttpException or TimeoutException or BlockedException) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|e is not BlockedException and not TimeoutException|]) { Log(e); }", "catch (Exception e) when (e is not BlockedException and not TimeoutException || e is BlockedException) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|IsHttp(e)|]) { Log(e); }", "catch (Exception e) when (IsHttp(e) || e is BlockedException) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|e is HttpException && http.Items.Count > 1|]) { Log(e); }", "catch (Exception e) when ((e is HttpException && http.Items.Count > 1) || e is BlockedException) { Log(e); }")]
    [InlineData("catch (Exception e) when ([|e is HttpException wrong|]) { Log(wrong); }", null)]
    public Task Fixes_filters(string clause, string? fixedClause) =>
        Verify.VerifyCodeFixAsync(Code(clause), Code(fixedClause ?? clause));

    [Fact]
    public Task Fixes_clauses() => Verify.VerifyCodeFixAsync(
        Code("""
            catch ([|BaseException|])
                    {
                        http.Response.StatusCode = 400;
                    }
                    catch (Exception e) { Log(e); }
            """),
        Code("""
            catch (BaseException exception)
                    {
                        LlmTrace.Current?.RecordException(exception);
                        http.Response.StatusCode = 400;
                    }
                    catch (Exception e) { Log(e); }
            """));

    [Theory]
    [InlineData("catch (Exception e) when ({|#0:e is HttpException|}) { Log(e); }", "'BlockedException', thrown by a guardrail, skips the catch clause that records failures; let this filter accept the type")]
    [InlineData("catch ({|#0:BaseException|}) { } catch (Exception e) { Log(e); }", "'BlockedException', thrown by a guardrail, skips the catch clause that records failures; record the exception in this clause")]
    public Task Says_which(string clauses, string message) => Verify.VerifyAnalyzerAsync(Code(clauses), Verify.Diagnostic().WithLocation(0).WithMessage(message));

    private static string Unmarked(string code) => code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    private static string Code(string clauses, string before = "", string after = "") => TracedRoute.WithStatements(
        $"{before}\n        try {{ Check(\"x\"); }}\n        {clauses}\n{after}",
        """
        [TracedGuardrail(GuardrailMode.PreCall)] private partial void Check(string text);
            private void CheckCore(string text) => throw new BlockedException();
            [FailureLoggingPath] private static void Log(Exception exception) => Console.WriteLine(exception);
            private static bool IsHttp(Exception exception) => exception is HttpException;
        """) + """

        class HttpException(string message = "") : Exception(message);
        class BaseException : Exception;
        class BlockedException : BaseException;

        """;

    private static string Helped(string caught, string type, string blocks, string statement = "throw new BlockedException()") => TracedRoute.WithStatements(
        $"try {{ Check(\"x\"); }} catch ({caught}) {{ }} catch (Exception e) {{ Log(e); }}",
        $$"""
        [TracedGuardrail(GuardrailMode.PreCall{{blocks}})] private partial void Check(string text);
            private void CheckCore(string text) => Words.Find(text);
            [FailureLoggingPath] private static void Log(Exception exception) => Console.WriteLine(exception);
        """) + $$"""

        static class Words { public static void Find(string text) => {{statement}}; private static BlockedException Made() => new(); }
        class BaseException : Exception;
        {{type}}
        """;
}
