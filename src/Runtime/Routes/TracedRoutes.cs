using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Endpoints;

namespace TracedLlm.Routes;

/// <summary>Checks the traced routes of an application at its start.</summary>
internal static class TracedRoutes
{
    /// <summary>Throws if a route with the attribute would not be traced.</summary>
    /// <exception cref="InvalidOperationException">
    /// No API can be inferred for a route, or <c>UseTracedLlm</c> was not called, or it was called before <c>UseRouting</c>.
    /// </exception>
    public static void Check(IServiceProvider services)
    {
        var endpoints = services.GetService<EndpointDataSource>()?.Endpoints ?? [];
        var traced = endpoints.Where(endpoint => LlmRoute.Find(endpoint) is not null).Select(endpoint => endpoint.DisplayName).ToList();
        if (traced.Count == 0)
        {
            return;
        }

        var pipeline = services.GetRequiredService<PipelineState>();
        if (!pipeline.HasMiddleware)
        {
            throw new InvalidOperationException(
                $"These endpoints carry [TracedLlmRoute], but UseTracedLlm() was not called: {string.Join("; ", traced)}. "
                + "Call app.UseTracedLlm() before app.UseAuthentication().");
        }

        if (pipeline.IsBeforeRouting)
        {
            throw new InvalidOperationException(
                "UseTracedLlm() was called before UseRouting(), so it sees no endpoint and opens no trace for "
                + $"{string.Join("; ", traced)}. Call app.UseTracedLlm() after app.UseRouting() and before app.UseAuthentication().");
        }
    }
}
