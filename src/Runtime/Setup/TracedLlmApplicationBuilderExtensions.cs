using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TracedLlm.Report;
using TracedLlm.Routes;

namespace TracedLlm;

/// <summary>Adds tracing to a gateway's pipeline.</summary>
public static class TracedLlmApplicationBuilderExtensions
{
    /// <summary>
    /// Opens a trace for every request to an endpoint that carries <see cref="TracedLlmRouteAttribute"/>. Call it before
    /// <c>UseAuthentication</c>. If there is an explicit <c>UseRouting</c>, call it after <c>UseRouting</c>. In development it
    /// also answers <c>GET /debug/tracedllm/report</c> with a report of everything that is traced, without authentication.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddTracedLlm</c> was not called.</exception>
    public static IApplicationBuilder UseTracedLlm(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var state = app.ApplicationServices.GetService<PipelineState>()
            ?? throw new InvalidOperationException("UseTracedLlm() needs builder.Services.AddTracedLlm(builder.Configuration).");
        state.Add(app);
        if (app.ApplicationServices.GetService<IHostEnvironment>()?.IsDevelopment() == true)
        {
            app.UseMiddleware<GatewayReportMiddleware>();
        }

        return app.UseMiddleware<TracedLlmMiddleware>();
    }
}
