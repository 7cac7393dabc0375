using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Tests.Otlp;

/// <summary>The decoders read the metrics and log records of the OpenTelemetry SDK.</summary>
public sealed partial class StockMetricsAndLogsTests : IAsyncLifetime
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";

    private readonly ResourceBuilder _resource = ResourceBuilder.CreateEmpty().AddService("gateway", autoGenerateServiceInstanceId: false);
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Instruments_arrive_as_sums_gauges_and_histograms()
    {
        await RecordAsync(MetricReaderTemporalityPreference.Cumulative, meter =>
        {
            var requests = meter.CreateCounter<long>("requests", "{request}", "Counted requests.");
            requests.Add(2, new KeyValuePair<string, object?>("model", "b"));
            requests.Add(1, new KeyValuePair<string, object?>("model", "a"));
            meter.CreateUpDownCounter<double>("in_flight", "{request}").Add(-1.5);
            meter.CreateGauge<long>("depth").Record(7);
            meter.CreateHistogram("size", "By", null, null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [10, 100] }).Record(50);
        });

        Assert.Equal(
            """
            depth [] Gauge, Unspecified
              {} 7
            in_flight [{request}] Sum, Cumulative
              {} -1.5
            requests [{request}] Sum, monotonic, Cumulative
              {model=a} 1
              {model=b} 2
            size [By] Histogram, Cumulative
              {} count=1 sum=50.0
            """,
            string.Join('\n', _receiver.Metrics.OrderBy(static metric => metric.Name, StringComparer.Ordinal)));
        var size = _receiver.Metrics.Single(static metric => metric.Name == "size");
        var point = Assert.Single(size.Points);
        Assert.Equal([10, 100], point.Bounds);
        Assert.Equal([0UL, 1, 0], point.BucketCounts);
        Assert.Equal((50, 50), (point.Min, point.Max));
        Assert.True(point.TimeUnixNano >= point.StartUnixNano && point.StartUnixNano > 0);
        Assert.Equal("Counted requests.", _receiver.Metrics.Single(static metric => metric.Name == "requests").Description);
        Assert.Equal(("meter", "1.2"), (size.ScopeName, size.ScopeVersion));
        Assert.Equal("{service.name=gateway}", size.Resource.ToString());
    }

    [Fact]
    public async Task Delta_is_told_from_cumulative()
    {
        await RecordAsync(MetricReaderTemporalityPreference.Delta, static meter => meter.CreateCounter<long>("requests").Add(1));

        Assert.Equal("requests [] Sum, monotonic, Delta\n  {} 1", Assert.Single(_receiver.Metrics).ToString());
    }

    [Fact]
    public async Task Exemplars_carry_their_span()
    {
        await RecordAsync(MetricReaderTemporalityPreference.Cumulative, static meter =>
        {
            using var source = new ActivitySource($"test-{Guid.NewGuid():N}");
            using var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).Build();
            using var activity = source.StartActivity("measured", ActivityKind.Internal, $"00-{Trace}-{Span}-01");
            meter.CreateHistogram<double>("size").Record(2.5);
        });

        var exemplar = Assert.Single(Assert.Single(Assert.Single(_receiver.Metrics).Points).Exemplars);
        Assert.Equal(Trace, exemplar.TraceId);
        Assert.Matches("^[0-9a-f]{16}$", exemplar.SpanId);
        Assert.Equal(2.5, exemplar.Value);
    }

    [Fact]
    public async Task Log_records_arrive_with_severity_body_attributes_and_ids()
    {
        using (var activity = new Activity("logging").SetParentId($"00-{Trace}-{Span}-01").Start())
        {
            Log(static logger => Slow(logger, 5));
            await _receiver.WaitForLogsAsync(static logs => logs.Count == 1);

            var log = Assert.Single(_receiver.Logs);
            Assert.Equal((13, "Warning", "slow"), (log.SeverityNumber, log.SeverityText, log.EventName));
            Assert.Equal("Waited {Seconds} s", log.Body);
            Assert.Equal(5L, log.Attributes["Seconds"]);
            Assert.Equal((Trace, activity.SpanId.ToHexString(), 1u), (log.TraceId, log.SpanId, log.Flags));
            Assert.Equal("category", log.ScopeName);
            Assert.Equal("{service.name=gateway}", log.Resource.ToString());
            Assert.True(log.TimeUnixNano > 0);
        }
    }

    [Fact]
    public async Task A_log_record_outside_a_span_has_no_ids()
    {
        Log(Started);

        var log = Assert.Single(await _receiver.WaitForLogsAsync(static logs => logs.Count == 1));
        Assert.Equal(("", "", 0u), (log.TraceId, log.SpanId, log.Flags));
    }

    [LoggerMessage(3, LogLevel.Warning, "Waited {Seconds} s", EventName = "slow")]
    private static partial void Slow(ILogger logger, int seconds);

    [LoggerMessage(LogLevel.Information, "Started")]
    private static partial void Started(ILogger logger);

    private void Log(Action<ILogger> log)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options => options
            .SetResourceBuilder(_resource)
            .AddOtlpExporter(otlp => Address(otlp, _receiver.LogsEndpoint))));
        log(factory.CreateLogger("category"));
    }

    private async Task RecordAsync(MetricReaderTemporalityPreference temporality, Action<Meter> record)
    {
        using (var meter = new Meter("meter", "1.2"))
        using (Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .SetResourceBuilder(_resource)
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddOtlpExporter((otlp, reader) =>
            {
                Address(otlp, _receiver.MetricsEndpoint);
                reader.TemporalityPreference = temporality;
            })
            .Build())
        {
            record(meter);
        }

        await _receiver.WaitForMetricPostsAsync(static posts => posts.Count == 1);
    }

    private static void Address(OtlpExporterOptions otlp, Uri endpoint)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = endpoint;
    }
}
