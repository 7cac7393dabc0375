using Courier.Application;

namespace Courier.Api;

internal sealed class ExceptionMiddleware(RequestDelegate next, FailureLogger failures)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            await failures.LogAsync(exception, context.Request.Path.Value);
            await AnswerAsync(context, exception);
        }
    }

    private static Task AnswerAsync(HttpContext context, Exception exception)
    {
        (context.Response.StatusCode, var title) = exception switch
        {
            ValidationException => (400, "Invalid request"),
            ContentBlockedException blocked => (403, blocked.Category),
            BudgetExhaustedException => (402, "No budget"),
            ProviderUnavailableException => (503, "Unavailable"),
            _ => (500, "Error"),
        };
        return context.Response.WriteAsJsonAsync(new { title });
    }
}
