using TracedLlm.Analyzers.FailurePath;
using TracedLlm.CodeFixes.FailurePath;

namespace TracedLlm.Analyzers.Tests.Examples.FailurePath;

/// <summary>TLM2001, <see cref="ExceptionPastFailureLog"/> and <see cref="ExceptionPastFailureLogFix"/>.</summary>
public class ExceptionPastFailureLogExample : FixExample<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
{
    /// <inheritdoc/>
    protected override string Wrong => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception exception)
            {
                await FailureLog.LogFailureAsync(http, exception);
                throw;
            }
        });
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text) =>
            text.Contains("password", StringComparison.Ordinal) ? throw new GuardrailRaisedException("blocked") : Results.Ok());
        app.Run();

        public static class FailureLog
        {
            [FailureLoggingPath]
            public static Task LogFailureAsync(HttpContext http, Exception exception) =>
                {|TLM2001:exception is HttpException|} ? WriteAsync(http, exception) : Task.CompletedTask;

            private static Task WriteAsync(HttpContext http, Exception exception) =>
                File.AppendAllTextAsync("failures.log", $"{http.Request.Path}: {exception.Message}");
        }

        public class HttpException(string message) : Exception(message);

        public class GuardrailRaisedException(string message) : Exception(message);
        """;

    /// <inheritdoc/>
    protected override string Right => """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception exception)
            {
                await FailureLog.LogFailureAsync(http, exception);
                throw;
            }
        });
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text) =>
            text.Contains("password", StringComparison.Ordinal) ? throw new GuardrailRaisedException("blocked") : Results.Ok());
        app.Run();

        public static class FailureLog
        {
            [FailureLoggingPath]
            public static Task LogFailureAsync(HttpContext http, Exception exception) =>
                exception is HttpException or GuardrailRaisedException ? WriteAsync(http, exception) : Task.CompletedTask;

            private static Task WriteAsync(HttpContext http, Exception exception) =>
                File.AppendAllTextAsync("failures.log", $"{http.Request.Path}: {exception.Message}");
        }

        public class HttpException(string message) : Exception(message);

        public class GuardrailRaisedException(string message) : Exception(message);
        """;

    [Fact]
    public Task The_second_fix_derives_the_type_from_an_accepted_one() => FixAsync(
        """
        var app = WebApplication.Create(args);
        app.UseTracedLlm();
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception exception)
            {
                await FailureLog.LogFailureAsync(http, exception);
                throw;
            }
        });
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] (string text) =>
            text.Contains("password", StringComparison.Ordinal) ? throw new GuardrailRaisedException("blocked") : Results.Ok());
        app.Run();

        public static class FailureLog
        {
            [FailureLoggingPath]
            public static Task LogFailureAsync(HttpContext http, Exception exception) =>
                exception is HttpException ? WriteAsync(http, exception) : Task.CompletedTask;

            private static Task WriteAsync(HttpContext http, Exception exception) =>
                File.AppendAllTextAsync("failures.log", $"{http.Request.Path}: {exception.Message}");
        }

        public class HttpException(string message) : Exception(message);

        public class GuardrailRaisedException(string message) : HttpException(message);
        """,
        "derive");
}
