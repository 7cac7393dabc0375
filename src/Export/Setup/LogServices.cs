using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Signals;

namespace TracedLlm.Export.Setup;

/// <summary>Adds the provider that sends log records, if any are sent.</summary>
internal static class LogServices
{
    public static void Add(IServiceCollection services, ExportPipeline pipeline)
    {
        if (pipeline.Logs is not { } logs)
        {
            return;
        }

        // Whether the gateway has a provider of its own is known only when all its services are.
        services.AddSingleton<ILoggerProvider>(provider => pipeline.Signals.CreateLoggerProvider(provider) ?? NullLoggerProvider.Instance);
        if (logs.EventsOnly)
        {
            services.AddLogging(static logging => logging.AddFilter<GatewayLoggerProvider>(category: null, LogLevel.None));
        }

        // Events have a setting of their own, whatever the levels of the gateway's records are.
        services.AddLogging(static logging => logging.AddFilter<GatewayLoggerProvider>(TracedLlmTelemetry.EventsCategory, LogLevel.Trace));
    }
}
