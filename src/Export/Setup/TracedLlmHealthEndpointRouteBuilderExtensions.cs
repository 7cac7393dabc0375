using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Delivery;

namespace TracedLlm;

/// <summary>Adds the report on the delivery of spans to a gateway's endpoints.</summary>
public static class TracedLlmHealthEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Answers <c>GET</c> with JSON that says what became of the spans of each backend: started, exported, sampled out, dropped by
    /// reason, in flight; the last error of each; what is in the spool. Always with 200: a gateway that cannot send its traces
    /// serves all the same. It says nothing that is secret; who may ask is for the gateway to say, by what is returned.
    /// </summary>
    /// <param name="endpoints">The endpoints of the gateway.</param>
    /// <param name="pattern">Where it is.</param>
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
