using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TracedLlm.Export.Setup;
using TracedLlm.Report;
using TracedLlm.Viewer;
using TracedLlm.Viewer.Options;
using TracedLlm.Viewer.Setup;
using TracedLlm.Viewer.Store;
using TracedLlm.Viewer.Views;
using TracedLlm.Viewer.Web;

namespace TracedLlm;

/// <summary>Adds the viewer of traces to a gateway's endpoints.</summary>
public static class TracedLlmViewerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Holds the last traces in memory, and shows them on a page of the gateway. In development the page answers callers on the same
    /// machine. In other environments the setting <c>TracedLlm:Viewer:AuthorizationPolicy</c> must name the policy that callers meet.
    /// Without this call no span is held. Call it before the application starts.
    /// </summary>
    /// <param name="endpoints">The endpoints of the gateway.</param>
    /// <param name="pattern">The address of the page.</param>
    /// <param name="configure">Changes the options after the section <c>TracedLlm:Viewer</c> of the configuration has been read.</param>
    /// <returns>The endpoint, to add conventions to.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>AddTracedLlmExport</c> was not called; the environment is not development and there is no policy; a setting has a value that is not
    /// allowed; or the method was called twice or too late.
    /// </exception>
    public static IEndpointConventionBuilder MapTracedLlmViewer(
        this IEndpointRouteBuilder endpoints,
        string pattern = "/debug/tracedllm",
        Action<TracedLlmViewerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var services = endpoints.ServiceProvider;
        var attached = services.GetService<AttachedStore>()
            ?? throw new InvalidOperationException("MapTracedLlmViewer() needs builder.Services.AddTracedLlmExport(builder.Configuration).");
        var options = ViewerOptionsReader.Read(attached.Context.Configuration, configure);
        AccessCheck.Require(services, options);

        // Where a policy admits operators, they see what their own backends get.
        var clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var store = new TraceStore(options.MaxTraces, options.MaxBytes, holdsTenantTraces: options.AuthorizationPolicy is null, clock);
        attached.Attach(store);
        var views = new ViewTable(attached.Context.Options, attached.Selection);
        var viewer = new ViewerEndpoint(
            new RequestGuard(options),
            store,
            new ViewerSettingsJson(attached, options, () => services.GetService<IOptions<TracedLlmOptions>>()?.Value.CaptureContent == true, views),
            views,
            new EventStreams(store, clock, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping),
            services.GetService<GatewayReport>());
        RequestDelegate handle = viewer.HandleAsync;
        var endpoint = endpoints.Map($"{pattern.TrimEnd('/')}/{{**{ViewerEndpoint.PathValue}}}", handle)
            .WithDisplayName("TracedLlm viewer")
            .WithMetadata(AnswersReportPath.Instance);
        endpoint.ExcludeFromDescription();
        if (options.AuthorizationPolicy is { } policy)
        {
            endpoint.RequireAuthorization(policy);

            // A group of endpoints with keys of their own often allows everybody, which would override the policy here.
            endpoint.Finally(static builder =>
            {
                foreach (var anonymous in builder.Metadata.OfType<IAllowAnonymous>().ToList())
                {
                    builder.Metadata.Remove(anonymous);
                }
            });
        }

        return endpoint;
    }
}
