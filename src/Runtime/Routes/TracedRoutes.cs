using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TracedLlm;

/// <summary>The traced routes of an application, checked before it serves.</summary>
internal static class TracedRoutes
{
    /// <summary>Fails where a traced route could not be traced.</summary>
    /// <exception cref="InvalidOperationException">No API can be inferred for a route, or <c>UseTracedLlm</c> was not called.</exception>
    public static void Check(IServiceProvider services)
    {
        var endpoints = services.GetService<EndpointDataSource>()?.Endpoints ?? [];
        var traced = endpoints.Where(endpoint => LlmRoute.Of(endpoint) is not null).Select(endpoint => endpoint.DisplayName).ToList();
        if (traced.Count > 0 && !services.GetRequiredService<PipelineState>().HasMiddleware)
        {
            throw new InvalidOperationException(
                $"These endpoints carry [TracedLlmRoute], but UseTracedLlm() was not called: {string.Join("; ", traced)}. "
                + "Call app.UseTracedLlm() before app.UseAuthentication().");
        }
    }
}
