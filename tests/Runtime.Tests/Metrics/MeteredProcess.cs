using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Tests.Metrics;

/// <summary>The meter of the process, exported over OTLP by an ordinary <c>MeterProvider</c>, as a gateway has one.</summary>
internal sealed class MeteredProcess : IAsyncDisposable
{
    private readonly OtlpReceiver _receiver;
    private readonly MeterProvider _provider;

    private MeteredProcess(OtlpReceiver receiver)
    {
        _receiver = receiver;
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(TracedLlmTelemetry.MeterName)
            .SetResourceBuilder(ResourceBuilder.CreateEmpty())
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddOtlpExporter((otlp, reader) =>
            {
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                otlp.Endpoint = receiver.MetricsEndpoint;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            })
            .Build();
    }

    /// <summary>Begins to listen to the meter.</summary>
    public static async Task<MeteredProcess> StartAsync() => new(await OtlpReceiver.StartAsync(checks: TraceChecks.None with { Secrets = true }));

    /// <summary>Collects and sends the metrics, and returns what arrived.</summary>
    public async Task<IReadOnlyList<ReceivedMetric>> CollectAsync()
    {
        _receiver.Clear();
        Assert.True(_provider.ForceFlush());
        return await _receiver.WaitForMetricsAsync(static metrics => metrics.Count > 0);
    }

    /// <summary>Collects the metrics, and returns a line for each series of one of them: the attributes' values, and what was counted.</summary>
    public async Task<string[]> CollectAsync(string name) => Lines(await CollectAsync(), name);

    /// <summary>A line for each series: the attributes' values; the sum of tokens, dollars and counters, and else how many measurements there are.</summary>
    public static string[] Lines(IReadOnlyList<ReceivedMetric> metrics, string name) =>
    [
        .. from metric in metrics
           where metric.Name == name
           from point in metric.Points
           let values = string.Join(' ', point.Attributes.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => tag.Value is true ? tag.Key : $"{tag.Value}"))
           let figure = point.Value ?? (metric.Unit == "s" ? point.Count : point.Sum)
           let line = FormattableString.Invariant($"{values} {figure}").TrimStart()
           orderby line
           select line,
    ];

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _receiver.DisposeAsync();
    }
}
