using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Spool;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Delivery.Tests;

/// <summary>A pipeline to a test's backends with the test's spans, on a clock that runs faster than real time.</summary>
internal sealed class Delivery : IDisposable
{
    private readonly ActivitySource _source = new($"delivery-{Guid.NewGuid():N}");
    private readonly ActivityListener _listener;

    public Delivery(
        IReadOnlyList<BackendEndpoint> endpoints,
        Func<PipelineSettings, PipelineSettings>? change = null,
        string? spool = null,
        IDestinationResolver? resolver = null,
        FastClock? clock = null)
    {
        Clock = clock ?? new FastClock();
        var settings = new PipelineSettings
        {
            Clock = Clock,
            Random = () => 0,

            // Only the delays under test are short on a test's clock, so spans that are flushed together are sent together.
            BatchDelay = TimeSpan.FromDays(1),
            RequestTimeout = TimeSpan.FromDays(1),
            MaxSpanAge = TimeSpan.FromDays(10),
        };
        settings = change?.Invoke(settings) ?? settings;
        Ledger = new DeliveryLedger { Settings = settings };
        Pipeline = new SpanPipeline(
            settings,
            Ledger,
            endpoints,
            resolver ?? new ConfiguredEndpoints(endpoints),
            resource: [new("service.name", "gateway")],
            spool is null ? null : observer => FileSpool.Open(new SpoolOptions(spool), observer, settings.Clock, NullLogger.Instance));
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public FastClock Clock { get; }

    public DeliveryLedger Ledger { get; }

    public SpanPipeline Pipeline { get; }

    /// <summary>The counts of a backend; by default of the only backend.</summary>
    public BackendCounts Counts(string? backend = null) =>
        Ledger.Backends.Single(one => backend is null || one.Ledger.Name == backend).Ledger.Counts();

    /// <summary>Queues spans, each of its own trace.</summary>
    /// <returns>Their ids.</returns>
    public List<string> Send(int count, params IReadOnlyCollection<KeyValuePair<string, object?>> attributes)
    {
        var ids = new List<string>(count);
        for (var number = 0; number < count; number++)
        {
            ids.Add(Send($"span {number}", attributes));
        }

        return ids;
    }

    /// <summary>Queues a span.</summary>
    /// <returns>Its id.</returns>
    public string Send(string name, params IReadOnlyCollection<KeyValuePair<string, object?>> attributes) => Send(name, attributes, default);

    private string Send(string name, IReadOnlyCollection<KeyValuePair<string, object?>> attributes, ActivityContext parent)
    {
        Activity.Current = null;
        var activity = _source.StartActivity(name, ActivityKind.Server, parent, attributes)!;
        activity.Stop();
        Pipeline.Add(new(activity, Request: null, IsInconclusive: false));
        return activity.SpanId.ToHexString();
    }

    /// <summary>Queues the spans of traces that run at the same time: the first span of each, then the second of each.</summary>
    /// <returns>The ids of the spans.</returns>
    public List<string> SendTraces(int traces, int spans, params IReadOnlyCollection<KeyValuePair<string, object?>> attributes)
    {
        var contexts = Enumerable.Range(0, traces)
            .Select(_ => new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded))
            .ToList();
        return [.. Enumerable.Range(0, spans).SelectMany(number => contexts.Select(context => Send($"span {number}", attributes, context)))];
    }

    /// <summary>Waits until memory holds no span to send.</summary>
    public async Task<BackendCounts> FlushAsync()
    {
        Assert.True(await Task.Run(() => Pipeline.Flush(Patience.Default)), string.Join("; ", Ledger.Backends.Select(one => $"{one.Ledger.Name}: {one.Ledger.Counts()}, last {one.Ledger.LastError}")));
        return Ledger.Backends.Count == 1 ? Counts() : default;
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        _listener.Dispose();
        _source.Dispose();
    }
}
