using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Delivery;

namespace TracedLlm;

/// <summary>Adds the report on the delivery of spans to a gateway's endpoints.</summary>
public static class TracedLlmHealthEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Answers <c>GET</c> with JSON about the spans of each backend: how many were started, exported, sampled out, dropped (by reason)
    /// and are in flight; the last error of each backend; the content of the spool. The status is always 200, because a gateway that
    /// cannot send its traces still serves requests. The answer contains no secrets; the last error has up to 200 characters of the
    /// backend's own text, which may quote a span's content. The endpoint has no authentication of its own: add conventions, such as
    /// <c>RequireAuthorization()</c>, to the endpoint that is returned.
    /// </summary>
    /// <param name="endpoints">The endpoints of the gateway.</param>
    /// <param name="pattern">The route of the endpoint.</param>
    /// <returns>The endpoint, to add conventions to.</returns>
    /// <exception cref="InvalidOperationException"><c>AddTracedLlmExport</c> was not called.</exception>
    public static IEndpointConventionBuilder MapTracedLlmHealth(this IEndpointRouteBuilder endpoints, string pattern = "/health/tracing")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var ledger = endpoints.ServiceProvider.GetService<DeliveryLedger>()
            ?? throw new InvalidOperationException("MapTracedLlmHealth() needs builder.Services.AddTracedLlmExport(builder.Configuration).");
        return endpoints.MapGet(pattern, async http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.Body.WriteAsync(DeliveryHealth.ToJson(ledger), http.RequestAborted).ConfigureAwait(false);
        });
    }
}
