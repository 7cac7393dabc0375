using Verify = TracedLlm.Testing.Roslyn.FixVerifier<TracedLlm.Analyzers.FailurePath.ExceptionPastFailureLog, TracedLlm.CodeFixes.FailurePath.ExceptionPastFailureLogFix>;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>TLM2001: where failure logs stand: in middleware, in filters, behind interfaces.</summary>
public class FailureLogPlaceTests
{
    [Fact]
    public Task Reads_middleware() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("throw new BlockedException(\"b\");", "") + """
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
    public Task Reads_middleware_that_takes_everything() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("throw new BlockedException(\"b\");", "") + """
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
    public Task Reads_filters_that_are_given_a_context() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("throw new BlockedException(\"b\");", "") + """
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
    public Task One_log_that_accepts_it_is_enough() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("throw new BlockedException(\"b\");", """
        [FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }
        [FailureLoggingPath] public void LogBlocks(Exception e) { if (e is BlockedException) Write(e); }
        """));

    [Fact]
    public Task A_log_behind_an_interface_is_read_where_it_is_written() => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("throw new BlockedException(\"b\");", "") + """
        interface IFailures { [FailureLoggingPath] void Log(Exception e); }
        class Failures : IFailures { public void Log(Exception e) { if ([|e is HttpException|]) Console.WriteLine(e); } }
        """);

    [Theory]
    [InlineData("catch ([|BlockedException|]) { throw; }")]
    [InlineData("catch (BlockedException) { Console.WriteLine(); throw; }")]
    [InlineData("catch (TimeoutException) { throw; }")]
    public Task Reads_middleware_that_filters_exceptions(string clause) => Verify.VerifyAnalyzerAsync(FailureLogCode.WithStatements("throw new BlockedException(\"b\");", "") + $$"""
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
}
