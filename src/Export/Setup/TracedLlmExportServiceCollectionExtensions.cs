using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Export;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Setup;
using TracedLlm.Export.Tenants;
using TracedLlm.Exporting;
using TracedLlm.Settings;

namespace TracedLlm;

/// <summary>Adds the export of spans to a gateway's services.</summary>
public static class TracedLlmExportServiceCollectionExtensions
{
    /// <summary>Sends the spans of traced routes to the backends that the configuration names, from start-up to shutdown.</summary>
    /// <param name="services">The services of the gateway.</param>
    /// <param name="configuration">Where <c>TracedLlm:Callbacks</c> and the standard <c>OTEL_*</c> variables are read from.</param>
    /// <param name="configure">Changes the settings after the configuration has been read.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOperationException">A setting has a value that is not allowed; the message names both.</exception>
    public static IServiceCollection AddTracedLlmExport(
        this IServiceCollection services,
        IConfiguration configuration,
        Action<TracedLlmExportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new TracedLlmExportOptions();
        TracedLlmExportOptions.Settings.Apply(configuration, options);
        SamplingSettings.Apply(configuration, options.Sampling);
        configure?.Invoke(options);
        TracedLlmExportOptions.Settings.Check(options);
        SamplingSettings.Check(options.Sampling);
        services.AddSingleton(new PackageSettings(ExportSettings.Rows));
        var context = new BackendContext(configuration, options);
        services.AddSingleton(context.Warnings);
        DiagnosticLevel.Add(services, configuration, context.Warnings);
        StandardVariables.Warn(configuration, context.Warnings);
        var selection = new BackendSelection(context);
        BackendServices.Add(services, context, selection);
        var store = new AttachedStore(context, selection);
        services.AddSingleton(store);
        var pipeline = new ExportPipeline(context, selection, store);
        services.AddSingleton<ITraceBackends>(pipeline);
        services.AddSingleton(provider => new PipelineSampling(pipeline.GetPolicy(provider)));
        services.AddSingleton<ITraceSampling>(static provider => provider.GetRequiredService<PipelineSampling>());
        services.AddSingleton<IDestinationResolver>(static provider => provider.GetRequiredService<TenantRouting>());
        services.AddSingleton(provider => new DeliveryLedger
        {
            Settings = pipeline.Settings,
            Logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategories.Deliveries),
        });
        services.AddSingleton<DeliveryMetrics>();
        services.AddHostedService(provider => pipeline.CreateService(provider));
        LogServices.Add(services, pipeline);
        return services;
    }
}
