using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Spool;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Delivery.Tests;

/// <summary>A pipeline to a test's backends with the test's spans, on a clock that stands still except over the pipeline's sleeps.</summary>
internal sealed class Delivery : IDisposable
{
    private readonly ActivitySource _source = new($"delivery-{Guid.NewGuid():N}");
    private readonly ActivityListener _listener;

    public Delivery(
        IReadOnlyList<BackendEndpoint> endpoints,
        Func<PipelineSettings, PipelineSettings>? change = null,
        string? spool = null,
        IDestinationResolver? resolver = null,
        DeliveryClock? clock = null)
    {
        Clock = clock ?? new DeliveryClock();
        var settings = new PipelineSettings
        {
            Clock = Clock,
            Random = () => 0,

            // The clock does not pass over these: spans that are flushed together are sent together, and answers are awaited.
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

    public DeliveryClock Clock { get; }

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
        var flushing = Task.Run(() => Pipeline.Flush(Timeout.InfiniteTimeSpan));
        await WaitAsync(() => flushing.IsCompleted);
        Assert.True(await flushing);
        return Ledger.Backends.Count == 1 ? Counts() : default;
    }

    /// <summary>Waits until the condition holds; the time passes over the sleeps of the pipeline.</summary>
    public Task WaitAsync(Func<bool> isSo, Func<string>? describe = null) => Eventually.BecomesTrueAsync(
        () =>
        {
            if (isSo())
            {
                return true;
            }

            Clock.Pass();
            return false;
        },
        describe ?? (() => string.Join("; ", Ledger.Backends.Select(one => $"{one.Ledger.Name}: {one.Ledger.Counts()}, last {one.Ledger.LastError}"))));

    /// <summary>Stops the pipeline while its backend takes nothing: the time to send passes, and the worker has ended when this returns.</summary>
    public async Task StopAsync()
    {
        // Three quarters are for sending, because there is a spool.
        var (timeout, toSend) = (TimeSpan.FromHours(4), TimeSpan.FromHours(3));
        var stopping = Task.Run(() => Pipeline.Stop(timeout));
        await WaitAsync(() => Clock.HasTimer(toSend));
        Clock.Advance(toSend);
        await stopping.WaitAsync(Patience.Default);
    }

    public void Dispose()
    {
        // On a clock that stands still a worker that hangs would be waited for without end.
        Task.Run(Pipeline.Dispose).Wait(Patience.Default);
        _listener.Dispose();
        _source.Dispose();
    }
}
