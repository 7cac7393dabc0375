using System.Collections.Concurrent;
using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>The way of ended spans to their backends: holding, handing over, encoding, sending. What a request does on it never waits.</summary>
internal sealed partial class SpanPipeline : IDisposable
{
    // How many spans are encoded before what is due is looked at again.
    private const int Stretch = 1024;

    // How much of the time at the end is left for the disk.
    private const double DisksShare = 0.25;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LeastEnd = TimeSpan.FromSeconds(1);

    private readonly PipelineSettings _settings;
    private readonly DeliveryContext _context;
    private readonly IDestinationResolver _resolver;
    private readonly IReadOnlyList<BackendEndpoint> _endpoints;
    private readonly WorkerSignal _signal;
    private readonly DeliveryLedger _ledger;
    private readonly DestinationRegistry _registry;
    private readonly List<Destination> _watched = [];
    private readonly Lock _gate = new();
    private readonly OtlpBuffer _buffer = new();
    private readonly List<TaskCompletionSource> _flushes = [];
    private readonly ConcurrentQueue<string> _recovered = new();
    private RouteOfEndpoints? _lastRoute;
    private long _encodesAt = long.MaxValue;
    private int _flushesSeen;
    private bool _isStopped;

    public SpanPipeline(
        PipelineSettings settings,
        DeliveryLedger ledger,
        IReadOnlyList<BackendEndpoint> endpoints,
        IDestinationResolver resolver,
        IReadOnlyList<KeyValuePair<string, object>> resource,
        Func<ISpoolObserver, ISpool?>? spool = null,
        HttpMessageInvoker? client = null,
        BackendLog? log = null)
    {
        _settings = settings;
        _ledger = ledger;
        _resolver = resolver;
        _endpoints = endpoints;
        _signal = new WorkerSignal(settings.Clock);
        ledger.OnRecovered = OnRecovered;
        _context = new DeliveryContext(settings, client ?? ExportHttp.Create(), resource, spool?.Invoke(ledger), _signal.Set, log);
        _registry = new DestinationRegistry(
            (endpoint, isPinned, host) => new Destination(endpoint, ledger.BackendOf(endpoint), _context, host) { IsPinned = isPinned },
            settings.MaxIdleDestinations);
        Held = new HeldSpans(settings, _signal.Set);
        HandOver = new HandOver(settings.MaxBatchSpans, _signal.Set);
        ledger.Held = Held;
        ledger.Spool = _context.Spool;
        foreach (var endpoint in endpoints)
        {
            // What an earlier process has left for it on disk is sent without waiting for a span.
            Watch(_registry.Of(endpoint, isPinned: true));
        }

        // Nothing of whoever starts it belongs to the worker: no activity, no request's state.
        using (ExecutionContext.SuppressFlow())
        {
            Worker = Task.Run(RunAsync);
        }
    }

    public HandOver HandOver { get; }

    public HeldSpans Held { get; }

    /// <summary>Ends when the pipeline has been stopped.</summary>
    public Task Worker { get; }

    /// <summary>The destinations that there are now.</summary>
    public DestinationRegistry Destinations => _registry;

    /// <summary>A span has ended, on whatever thread it did.</summary>
    /// <param name="span">The span, with the request that it belongs to.</param>
    public void Add(in SpanEnding span)
    {
        if (span.Request is { Root: not null } request)
        {
            RequestSpans.Of(this, request).Add(span);
        }
        else
        {
            Send(new(span.Activity, Request: null, RouteOf(request: null), SpanSize.Of(span.Activity)));
        }
    }

    /// <summary>A span is settled.</summary>
    public void Send(in HandedOverSpan span)
    {
        if (span.Route == SpanRoute.Nowhere)
        {
            _ledger.Lost(DropReason.Rejected, 1);
        }
        else
        {
            HandOver.Add(span);
        }
    }

    /// <summary>Where the spans of a request go from now on. <see cref="SpanRoute.Nowhere"/> if that cannot be told.</summary>
    public SpanRoute RouteOf(IExportedRequest? request)
    {
        try
        {
            return RouteOf(Resolve(request));
        }
        catch (Exception exception)
        {
            // They are somebody's, and must not go to anybody else.
            TraceCounters.ListenerFailed(exception);
            return SpanRoute.Nowhere;
        }
    }

    private SpanRoute RouteOf(IReadOnlyList<BackendEndpoint> endpoints)
    {
        if (Volatile.Read(ref _lastRoute) is { } last && ReferenceEquals(last.Endpoints, endpoints))
        {
            return last.Route;
        }

        var route = new SpanRoute(endpoints.Select(endpoint => _registry.Of(endpoint)));
        if (Array.TrueForAll(route.Destinations, destination => destination.IsPinned))
        {
            // Those of tenants may go, and have to be asked for each time.
            Volatile.Write(ref _lastRoute, new(endpoints, route));
        }

        return route;
    }

    /// <summary>Sends everything that has been settled; <see langword="false"/> if it could not be sent in time.</summary>
    public bool Flush(TimeSpan timeout)
    {
        if (Worker.IsCompleted)
        {
            return false;
        }

        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _flushes.Add(sent);
        }

        _context.BeginFlush();
        try
        {
            _signal.Set();
            return sent.Task.Wait(timeout);
        }
        finally
        {
            _context.EndFlush();
        }
    }

    /// <summary>Settles and sends everything, and gives up, or puts on disk, what could not be sent in time.</summary>
    public bool Stop(TimeSpan timeout)
    {
        var start = Stopwatch.GetTimestamp();
        Held.Settle(all: true);
        foreach (var destination in _registry.All)
        {
            destination.TryAgain();
        }

        var isSent = Flush(_context.Spool is null ? timeout : timeout * (1 - DisksShare));
        Volatile.Write(ref _isStopped, true);
        _context.Stopping.Cancel();
        _signal.Set();
        var left = timeout - Stopwatch.GetElapsedTime(start);
        Worker.Wait(left > LeastEnd ? left : LeastEnd);
        return isSent;
    }

    public void Dispose()
    {
        if (!Volatile.Read(ref _isStopped))
        {
            Stop(TimeSpan.Zero);
        }

        if (Worker.IsCompleted)
        {
            Release();
        }
        else
        {
            // A slow disk: what the worker has in its hands is not taken from it.
            Worker.ContinueWith(_ => Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Release()
    {
        _signal.Dispose();
        _context.Client.Dispose();
        _context.Spool?.Dispose();
        _context.Stopping.Dispose();
        _buffer.Dispose();
    }

    private void OnRecovered(string destination)
    {
        _recovered.Enqueue(destination);
        _signal.Set();
    }

    private IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request)
    {
        try
        {
            return _resolver.Resolve(request);
        }
        catch (Exception exception)
        {
            // The operator's own backends see everything as it is; a span without any would be lost without being counted.
            TraceCounters.ListenerFailed(exception);
            return _endpoints;
        }
    }

    private sealed record RouteOfEndpoints(IReadOnlyList<BackendEndpoint> Endpoints, SpanRoute Route);
}
