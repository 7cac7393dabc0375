using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Tenants;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Setup;

/// <summary>Adds the services that choose the destinations of a request.</summary>
internal static class BackendServices
{
    public static void Add(IServiceCollection services, BackendContext context, BackendSelection selection)
    {
        var options = context.Options;
        services.AddSingleton(selection);
        services.AddSingleton(static provider =>
            new DestinationReport(provider.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategories.Destinations)));
        services.AddSingleton(provider =>
            new BackendLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategories.Backends), options.Debug));
        services.AddSingleton<RequestAdmission>();
        services.AddSingleton(provider => new TenantEndpoints(context, provider.GetRequiredService<BackendLog>()));
        services.AddSingleton(provider =>
        {
            var report = provider.GetRequiredService<DestinationReport>();
            return new TenantRouting(
                selection,
                provider.GetRequiredService<TenantEndpoints>(),
                [.. provider.GetServices<ITraceDestinations>()],
                provider.GetService<RequestDestinations>(),
                provider.GetRequiredService<RequestAdmission>(),
                options,
                report);
        });
        services.AddHostedService<BackendStartup>();
        if (options.AllowRequestDestinations)
        {
            services.AddSingleton(provider => new RequestDestinations(selection, provider.GetRequiredService<DestinationReport>()));
            services.AddSingleton<IKeptRequestFields>(static provider => provider.GetRequiredService<RequestDestinations>());
        }
    }
}
