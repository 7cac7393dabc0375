using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Sends the log records of the gateway with the stock exporter. It is a provider of its own, so that a gateway that sends its records
/// itself keeps its own processors; its levels are those of the provider <c>OpenTelemetry</c>.
/// </summary>
[ProviderAlias("OpenTelemetry")]
internal sealed class GatewayLoggerProvider : OpenTelemetryLoggerProvider
{
    private readonly BaseProcessor<LogRecord> _batches;

    private GatewayLoggerProvider(OpenTelemetryLoggerOptions options, BaseProcessor<LogRecord> batches)
        : base(new ReadOptions(options)) => _batches = batches;

    /// <summary>Creates the provider.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="resource">The resource, which spans have too.</param>
    /// <param name="log">The log for the failures of the export; it exists only after the provider.</param>
    /// <param name="stopping">Cancels the requests at the deadline of the gateway's end.</param>
    public static GatewayLoggerProvider Create(LogsSettings settings, ResourceBuilder resource, Func<ILogger> log, CancellationToken stopping)
    {
        var health = new Lazy<SignalHealth>(() => new SignalHealth(settings.Endpoint, log()));
#pragma warning disable CA2000 // The processor disposes the exporter, and the provider the processor.
        var exporter = new OtlpLogExporter(settings.Endpoint.CreateOptions(() => new HttpClient(new SignalHandler(settings.Endpoint, health, stopping))
        {
            Timeout = settings.Endpoint.Timeout,
            MaxResponseContentBufferSize = SignalEndpoint.MaxAnswer,
        }));
        var batches = new LogBatches(exporter, settings);
#pragma warning restore CA2000
        var options = new OpenTelemetryLoggerOptions { IncludeFormattedMessage = true };
        options.SetResourceBuilder(resource).AddProcessor(new LogContextProcessor()).AddProcessor(batches);
        return new GatewayLoggerProvider(options, batches);
    }

    /// <summary>Sends the waiting records.</summary>
    public void Flush(int timeoutMilliseconds) => _batches.ForceFlush(timeoutMilliseconds);

    private sealed class ReadOptions(OpenTelemetryLoggerOptions options) : IOptionsMonitor<OpenTelemetryLoggerOptions>
    {
        public OpenTelemetryLoggerOptions CurrentValue => options;

        public OpenTelemetryLoggerOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OpenTelemetryLoggerOptions, string?> listener) => null;
    }
}
