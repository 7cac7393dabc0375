using Harbor.Contracts;

namespace Harbor.Web;

public sealed class TenantKeyMiddleware(RequestDelegate next, ITenantQuota quota)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var key = context.Request.Headers["x-api-key"].ToString();
        if (string.IsNullOrEmpty(key))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var tenant = key.Split('.')[0];
        LlmTrace.Current?.SetRootTag("harbor.key", LlmCaller.HashKey(key));
        quota.Take(tenant);
        await next(context);
    }
}
