using Microsoft.Extensions.Options;

namespace Atlas.Hosting;

public sealed class KeyAuthentication(RequestDelegate next, IOptions<ClusterOptions> clusters)
{
    public Task InvokeAsync(HttpContext context)
    {
        var key = context.Request.Headers["x-api-key"] is [{ } first, ..] ? first : null;
        if (key is null || clusters.Value.Destinations.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        var trace = LlmTrace.Current;
        trace?.SetRootTag("atlas.key", LlmCaller.HashKey(key));
        return next(context);
    }
}
