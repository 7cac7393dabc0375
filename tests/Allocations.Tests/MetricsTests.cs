using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using TracedLlm.Metrics;
using TracedLlm.Requests;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Allocations.Tests;

/// <summary>A measurement of a series that is known allocates nothing, neither here nor in OpenTelemetry's SDK.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly RequestMetrics _metrics = new(maxValues: 10, ["litellm.team.alias", "paid"]);
    private readonly Activity _attempt = Span().SetTag("gen_ai.provider.name", "openai").SetTag("litellm.attempt.kind", "retry");
    private readonly Activity _guardrail = Span().SetTag("litellm.guardrail.name", "pii").SetTag("litellm.guardrail.status", "success");
    private readonly Activity _root = Span().SetTag("litellm.team.alias", "blue").SetTag("paid", true);

    public enum Listener
    {
        MeterListener,
        MeterProvider,
    }

    [Theory]
    [InlineData(Listener.MeterListener)]
    [InlineData(Listener.MeterProvider)]
    public void A_known_series_allocates_nothing(Listener kind)
    {
        var measured = 0;
        using var listener = Listen(kind, () => measured++);
        var request = Request("gpt-4o", ValueEvidence.Answered);
        var operation = new MeasuredOperation
        {
            Duration = TimeSpan.FromSeconds(1),
            TimeToFirstChunk = TimeSpan.FromSeconds(0.1),
            InputTokens = 10,
            OutputTokens = 20,
            CacheReadTokens = 1,
            CacheCreationTokens = 2,
            ReasoningTokens = 3,
            Cost = 0.25,
        };

        Assert.Equal(0, AllocatedBytes.PerCall(() =>
        {
            _metrics.RecordOperation(request, operation);
            _metrics.RecordRequest(request, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.01));
            _metrics.RecordAttempt("chat", _attempt, null, _root, TimeSpan.FromSeconds(1), "429", "error");
            _metrics.RecordGuardrail(_guardrail, _root, TimeSpan.FromSeconds(0.01));
            RequestInstruments.TimePerOutputChunk.Record(0.01, _metrics.FindChunkTags(request));
            return 0;
        }));
        Assert.True(kind == Listener.MeterProvider || measured > 1_000);
    }

    [Fact]
    public void A_value_beyond_the_bound_allocates_nothing()
    {
        using var listener = Listen(Listener.MeterProvider, () => { });
        string[] madeUp = [.. Enumerable.Range(0, 100).Select(i => $"made-up-{i}")];
        var i = 0;

        Assert.Equal(0, AllocatedBytes.PerCall(() =>
        {
            _metrics.RecordRequest(Request(madeUp[i++ % madeUp.Length], ValueEvidence.Refused), TimeSpan.FromSeconds(2), null, null, null);
            return 0;
        }));
    }

    [Theory]
    [InlineData(Listening.Sampled)]
    [InlineData(Listening.Unsampled)]
    public void An_event_of_a_streamed_response_allocates_nothing(Listening listening)
    {
        using var listener = Listen(Listener.MeterProvider, () => { });
        using var tracing = TracingState.Enter(listening, Place.InRequest);
        var response = new PayloadTap(NoResponsePayload.Instance);
        ChunkMetrics.Register(LlmTrace.Current!.State, response);

        var chunks = response.Chunks;
        Assert.NotNull(chunks?.Interval);
        Assert.NotNull(Activity.Current);
        Assert.Equal(0, AllocatedBytes.PerCall(() =>
        {
            chunks.OnChunk();
            return 0;
        }));
    }

    [Fact]
    public void A_measurement_without_an_exemplar_changes_the_activity_and_allocates_nothing()
    {
        using var current = Span().Start();
        Activity? measured = current;

        Assert.Equal(0, AllocatedBytes.PerCall(() =>
        {
            using (new ExemplarSpan(span: null, isShown: false))
            {
                measured = Activity.Current;
            }

            return 0;
        }));
        Assert.Null(measured);
        Assert.Same(current, Activity.Current);
    }

    [Fact]
    public void Without_a_listener_there_are_no_metrics() => Assert.False(RequestInstruments.AnyEnabled);

    public void Dispose()
    {
        _attempt.Dispose();
        _guardrail.Dispose();
        _root.Dispose();
    }

    private static Activity Span() => new("span");

    private static IDisposable Listen(Listener kind, Action measured)
    {
        if (kind == Listener.MeterProvider)
        {
            return Sdk.CreateMeterProviderBuilder()
                .AddMeter(TracedLlmTelemetry.MeterName)
                .AddReader(new PeriodicExportingMetricReader(new IgnoringExporter(), int.MaxValue))
                .Build();
        }

        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TracedLlmTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measured());
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => measured());
        listener.Start();
        return listener;
    }

    private MeasuredRequest Request(string model, ValueEvidence evidence) => new()
    {
        Operation = "chat",
        Provider = "openai",
        RequestModel = model,
        Evidence = evidence,
        ResponseModel = "gpt-4o-2024",
        ErrorType = "timeout",
        Outcome = "error",
        Root = _root,
    };

    private sealed class IgnoringExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
