using System.Collections.Concurrent;
using System.Diagnostics;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Transport;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>Takes ended spans to their backends: holds, queues, encodes and sends them. A request never waits for it.</summary>
internal sealed partial class SpanPipeline : IDisposable
{
    // How many spans the worker encodes before it looks for batches that are due.
    private const int MaxSpansPerStep = 1024;

    // The part of the time for stopping that is kept for the disk.
    private const double SpoolShareOfStop = 0.25;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MinStopTime = TimeSpan.FromSeconds(1);

    private readonly PipelineSettings _settings;
    private readonly DeliveryContext _context;
    private readonly IDestinationResolver _resolver;
    private readonly IReadOnlyList<BackendEndpoint> _endpoints;
    private readonly WorkerSignal _wakeUp;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DeliveryLedger _ledger;
    private readonly Action<BackendEndpoint> _forget;
    private readonly DestinationRegistry _registry;
    private readonly List<Destination> _watched = [];

    // The watched ones that the worker looks at in one step; kept, so that a step takes no memory.
    private readonly List<Destination> _due = [];
    private readonly Lock _gate = new();
    private readonly OtlpBuffer _buffer = new();
    private readonly List<TaskCompletionSource> _flushes = [];
    private readonly ConcurrentQueue<string> _recovered = new();
    private readonly StoreDestination? _store;
    private RouteOfEndpoints? _lastRoute;

    // The timestamp of the oldest span that the worker encodes at present.
    private long _since;
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
        BackendLog? log = null,
        RequestAdmission? admission = null,
        StoreDestination? store = null)
    {
        _settings = settings;
        _ledger = ledger;
        _forget = ledger.Forget;
        _resolver = resolver;
        _endpoints = endpoints;
        _store = store;
        _wakeUp = new WorkerSignal(settings.Clock);
        ledger.OnRecovered = OnRecovered;
        _context = new DeliveryContext(settings, client ?? ExportHttp.Create(), resource, spool?.Invoke(ledger), _wakeUp.Set, log);
        _registry = new DestinationRegistry(
            (endpoint, isPinned, host) => new Destination(endpoint, ledger.GetBackend(endpoint), _context, host) { IsPinned = isPinned },
            _context,
            settings.MaxIdleDestinations);
        if (admission is not null)
        {
            admission.TryAdmit = _registry.TryAdmit;
        }

        Held = new HeldSpans(settings, _wakeUp.SetWithin);
        Undecided = new UndecidedRequests(settings.Sampling.MaxHeldBytes, ledger.Logger);
        Queue = new SpanQueue(settings, _wakeUp.Set, _wakeUp.SetWithin);
        ledger.HeldSpans = () => Held.Spans + Undecided.Spans;
        ledger.Spool = _context.Spool;
        foreach (var endpoint in endpoints)
        {
            // Spans that an earlier process left on disk are sent without waiting for a new span.
            Watch(_registry.GetOrAdd(endpoint, isPinned: true));
        }

        // A thread of its own sleeps with a time and encodes without taking a thread from the requests. It does not inherit the caller's
        // execution context: neither its activity nor its request.
        new Thread(Run) { Name = "TracedLlm export", IsBackground = true }.UnsafeStart();
    }

    public SpanQueue Queue { get; }

    /// <summary>The requests that wait for their destinations.</summary>
    public HeldSpans Held { get; }

    /// <summary>The requests that wait for their end, because a rule may keep them.</summary>
    public UndecidedRequests Undecided { get; }

    /// <summary>The worker, which ends when the pipeline has been stopped.</summary>
    public Task Worker => _ended.Task;

    /// <summary>The current destinations.</summary>
    public DestinationRegistry Destinations => _registry;

    /// <summary>A span outside traced requests has started.</summary>
    public void Start(Activity activity) => _store?.Start(activity);

    /// <summary>A span has ended, on whatever thread it did.</summary>
    /// <param name="span">The span, with the request that it belongs to.</param>
    public void Add(in SpanEnding span)
    {
        try
        {
            if (span.Request is { Root: not null } request)
            {
                RequestSpans.GetOrAdd(this, request).Add(span);
            }
            else
            {
                var size = SpanSize.Estimate(span.Activity, out var hasForeignValues);
                Send(new(span.Activity, Request: null, ResolveRoute(request: null), size) { MayHaveForeignValues = hasForeignValues });
            }
        }
        catch (Exception exception)
        {
            // No memory, for instance. The span is neither held nor queued.
            SpanObservers.CountFailure(exception);
            CountLost(1);
        }
    }

    /// <summary>Counts spans that are lost for want of memory before their destinations are known.</summary>
    public void CountLost(int spans) => _ledger.Lost(DropReason.QueueFull, spans);

    /// <summary>Decides which traces are sent.</summary>
    public SamplingPolicy Policy => _settings.Sampling;

    /// <summary>Queues a span whose route is known, and gives it to the store; counts the span as lost if its destinations could not be determined.</summary>
    public void Send(in QueuedSpan span)
    {
        _store?.Add(span);
        if (span.Route == SpanRoute.Unresolved)
        {
            _ledger.Lost(DropReason.Rejected, 1);
        }
        else
        {
            Queue.Add(span);
        }
    }

    /// <summary>Chooses the route of all spans of a request; <see cref="SpanRoute.Unresolved"/> if that fails.</summary>
    public SpanRoute ResolveRoute(IExportedRequest? request)
    {
        try
        {
            return ResolveRoute(Resolve(request));
        }
        catch (Exception exception)
        {
            // The spans may belong to a tenant, so that they must not go to another destination.
            SpanObservers.CountFailure(exception);
            return SpanRoute.Unresolved;
        }
    }

    private SpanRoute ResolveRoute(IReadOnlyList<BackendEndpoint> endpoints)
    {
        if (Volatile.Read(ref _lastRoute) is { } last && ReferenceEquals(last.Endpoints, endpoints))
        {
            return last.Route;
        }

        var route = new SpanRoute(endpoints.Select(endpoint => _registry.GetOrAdd(endpoint)));
        if (Array.TrueForAll(route.Destinations, destination => destination.IsPinned))
        {
            // The destinations of tenants may be evicted, so that a route to them is not kept.
            Volatile.Write(ref _lastRoute, new(endpoints, route));
        }

        return route;
    }

    /// <summary>Sends all spans that are not held; <see langword="false"/> if that took longer than <paramref name="timeout"/>.</summary>
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
            _wakeUp.Set();
            return _settings.Clock.Wait(sent.Task, timeout);
        }
        finally
        {
            _context.EndFlush();
        }
    }

    /// <summary>Sends all spans, held ones too. Spans that cannot be sent in time go to disk, or are dropped and counted.</summary>
    public bool Stop(TimeSpan timeout)
    {
        var start = _settings.Clock.GetTimestamp();
        Held.Settle(all: true);
        Undecided.Close();
        foreach (var destination in _registry.All)
        {
            destination.TryAgain();
        }

        var isSent = Flush(_context.Spool is null ? timeout : timeout * (1 - SpoolShareOfStop));
        Volatile.Write(ref _isStopped, true);
        _context.Stopping.Cancel();
        _wakeUp.Set();
        var left = timeout - _settings.Clock.GetElapsedTime(start);
        _settings.Clock.Wait(Worker, left > MinStopTime ? left : MinStopTime);
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
            // The worker waits for a slow disk and still uses these objects.
            Worker.ContinueWith(_ => Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Release()
    {
        _wakeUp.Dispose();
        _context.CloseClients();
        _context.Spool?.Dispose();
        _context.Stopping.Dispose();
        _buffer.Dispose();
    }

    private void OnRecovered(string destination)
    {
        _recovered.Enqueue(destination);
        _wakeUp.Set();
    }

    private IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request)
    {
        try
        {
            return _resolver.Resolve(request);
        }
        catch (Exception exception)
        {
            // The operator's own backends may see every request. Without an endpoint the spans would be lost and not counted.
            SpanObservers.CountFailure(exception);
            return _endpoints;
        }
    }

    private sealed record RouteOfEndpoints(IReadOnlyList<BackendEndpoint> Endpoints, SpanRoute Route);
}
