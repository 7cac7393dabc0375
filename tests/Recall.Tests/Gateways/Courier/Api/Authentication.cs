namespace Courier.Api;

internal static class Authentication
{
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var key = context.Request.Headers["api-key"].FirstOrDefault();
        if (key is null || !key.StartsWith("ck-", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        LlmTrace.Current?.SetRootTag("courier.key", LlmCaller.HashKey(key));
        return next(context);
    }
}
