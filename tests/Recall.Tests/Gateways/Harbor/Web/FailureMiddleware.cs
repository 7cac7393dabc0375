using Harbor.Contracts;
using Harbor.Core;

namespace Harbor.Web;

public sealed class FailureMiddleware(RequestDelegate next, FailureJournal journal)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (HarborException exception)
        {
            journal.Write(exception, context.Request.Path);
            context.Response.StatusCode = exception is QuotaExceededException ? 429 : 400;
        }
    }
}
