using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace TracedLlm.Export.Signals;

/// <summary>Sends the metrics of the library's meter, and of others that the gateway names, with the stock exporter.</summary>
internal static class MetricsExport
{
    /// <summary>Starts to collect and send.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="meters">Further meters.</param>
    /// <param name="resource">The resource of the spans, with the instance.</param>
    /// <param name="logger">Says that the metrics are not received.</param>
    /// <param name="stopping">Cancels the requests at the deadline of the gateway's end.</param>
    public static MeterProvider Start(
        MetricsSettings settings, IEnumerable<string> meters, ResourceBuilder resource, ILogger logger, CancellationToken stopping)
    {
        var health = new Lazy<SignalHealth>(new SignalHealth(settings.Endpoint, logger));
#pragma warning disable CA2000 // The exporter keeps the client, the reader disposes the exporter, and the provider disposes the reader.
        var exporter = new OtlpMetricExporter(settings.Endpoint.CreateOptions(() => new HttpClient(new SignalHandler(settings.Endpoint, health, stopping))
        {
            Timeout = settings.Endpoint.Timeout,
            MaxResponseContentBufferSize = SignalEndpoint.MaxAnswer,
        }));
        var reader = new PeriodicExportingMetricReader(exporter, Milliseconds(settings.Interval, SignalEndpoint.LeastInterval), Milliseconds(settings.Timeout, least: 1))
        {
            TemporalityPreference = settings.Temporality,
        };
#pragma warning restore CA2000
        return Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter([TracedLlmTelemetry.MeterName, .. meters])
            .SetExemplarFilter(settings.Exemplars)
            .AddReader(reader)
            .Build();
    }

    private static int Milliseconds(TimeSpan time, int least) => Math.Max(least, (int)time.TotalMilliseconds);
}
