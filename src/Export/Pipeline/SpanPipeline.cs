using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>The way of ended spans to their backends: holding, handing over, encoding, sending. What a request does on it never waits.</summary>
internal sealed class SpanPipeline : IDisposable
{
    // How many spans are encoded before what is due is looked at again.
    private const int Stretch = 1024;

    private readonly PipelineSettings _settings;
    private readonly DeliveryContext _context;
    private readonly IDestinationResolver _resolver;
    private readonly WorkerSignal _signal;
    private readonly DeliveryLedger _ledger;
    private readonly DestinationRegistry _registry;
    private readonly List<Destination> _watched = [];
    private readonly Lock _gate = new();
    private readonly OtlpBuffer _buffer = new();
    private readonly List<TaskCompletionSource> _flushes = [];
    private RouteOfEndpoints? _lastRoute;
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
        _signal = new WorkerSignal(settings.Clock);
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
    /// <param name="activity">The span.</param>
    /// <param name="trace">The request that it belongs to.</param>
    public void Add(Activity activity, LlmTrace? trace)
    {
        if (trace?.Root is null)
        {
            HandOver.Add(new(activity, Request: null, RouteOf(trace: null), SpanSize.Of(activity)));
        }
        else
        {
            RequestSpans.Of(this, trace).Add(activity);
        }
    }

    /// <summary>Where the spans of a request go from now on.</summary>
    public SpanRoute RouteOf(LlmTrace? trace)
    {
        var endpoints = _resolver.Resolve(trace);
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
        Held.Settle(all: true);
        foreach (var destination in _registry.All)
        {
            destination.TryAgain();
        }

        var isSent = Flush(timeout);
        Volatile.Write(ref _isStopped, true);
        _context.Stopping.Cancel();
        _signal.Set();
        Worker.Wait(TimeSpan.FromSeconds(1));
        return isSent;
    }

    public void Dispose()
    {
        if (!Volatile.Read(ref _isStopped))
        {
            Stop(TimeSpan.Zero);
        }

        _signal.Dispose();
        _context.Client.Dispose();
        _context.Spool?.Dispose();
        _context.Stopping.Dispose();
        if (Worker.IsCompleted)
        {
            _buffer.Dispose();
        }
    }

    private async Task RunAsync()
    {
        var encodesAt = long.MaxValue;
        while (true)
        {
            var next = Held.Settle();
            var isStopped = Volatile.Read(ref _isStopped);
            if (HandOver.IsEmpty)
            {
                encodesAt = long.MaxValue;
            }
            else if (encodesAt == long.MaxValue)
            {
                encodesAt = _settings.Clock.GetTimestamp() + (long)(_settings.HandOverDelay.TotalSeconds * _settings.Clock.TimestampFrequency);
            }

            if (encodesAt <= _settings.Clock.GetTimestamp() || HandOver.IsFull || _context.IsFlushing || isStopped)
            {
                encodesAt = long.MaxValue;
                if (!EncodeSome())
                {
                    // There is more.
                    _signal.Set();
                }
            }
            else if (encodesAt != long.MaxValue)
            {
                next = Sooner(next, _settings.Clock.GetElapsedTime(_settings.Clock.GetTimestamp(), encodesAt));
            }

            next = Sooner(next, Pump());
            next = Sooner(next, _ledger.CheckLoss());
            CompleteFlushes();
            if (isStopped && (_context.Spool is null || HandOver.IsEmpty) && _watched.TrueForAll(static destination => !destination.IsSending))
            {
                HandOver.Close();
                _watched.ForEach(static destination => destination.Abandon());
                return;
            }

            await _signal.WaitAsync(next).ConfigureAwait(false);
        }
    }

    /// <summary>Encodes what was handed over; <see langword="false"/> if that was not all.</summary>
    private bool EncodeSome()
    {
        for (var count = 0; count < Stretch; count++)
        {
            if (!HandOver.TryTake(out var span))
            {
                return true;
            }

            Encode(span);
        }

        return false;
    }

    private void Encode(in HandedOverSpan span)
    {
        HandOver.Release(span);
        var trace = span.Activity.TraceId;
        foreach (var leg in span.Route.Legs)
        {
            _buffer.Truncate(0);
            foreach (var destination in leg.Destinations)
            {
                if (!destination.Samples(trace))
                {
                    continue;
                }

                if (_buffer.Length == 0 && !TryWrite(leg.View, span))
                {
                    destination.Backend.Ledger.Dropped(DropReason.Rejected, 1);
                    continue;
                }

                Watch(destination);
                destination.Append(_buffer.Written.Span);
            }
        }
    }

    private bool TryWrite(SpanView view, in HandedOverSpan span)
    {
        try
        {
            view.Write(new EndedSpan(span.Activity, span.Request), _buffer);
            return true;
        }
        catch (Exception exception)
        {
            // An attribute whose own code throws, for instance.
            TraceCounters.ListenerFailed(exception);
            _buffer.Truncate(0);
            return false;
        }
    }

    private void Watch(Destination destination)
    {
        if (!destination.IsWatched)
        {
            destination.IsWatched = true;
            destination.Backend.Add(destination);
            _watched.Add(destination);
        }
    }

    private TimeSpan? Pump()
    {
        TimeSpan? next = null;
        var now = _settings.Clock.GetTimestamp();
        var flushes = _context.Flushes;
        for (var index = _watched.Count - 1; index >= 0; index--)
        {
            var destination = _watched[index];
            if (flushes == _flushesSeen && !destination.NeedsLook(now))
            {
                next = destination.LookAt == long.MaxValue ? next : Sooner(next, _settings.Clock.GetElapsedTime(now, destination.LookAt));
                continue;
            }

            var due = destination.Pump();
            destination.LookAt = due is null ? long.MaxValue : now + (long)(due.Value.TotalSeconds * _settings.Clock.TimestampFrequency);
            next = Sooner(next, due);
            if (destination.IsIdle)
            {
                destination.IsWatched = false;
                destination.Backend.Remove(destination);
                _watched[index] = _watched[^1];
                _watched.RemoveAt(_watched.Count - 1);
            }
        }

        _flushesSeen = flushes;
        return next;
    }

    private void CompleteFlushes()
    {
        if (!HandOver.IsEmpty || _watched.Exists(static destination => !destination.IsEmpty))
        {
            return;
        }

        lock (_gate)
        {
            _flushes.ForEach(static flush => flush.TrySetResult());
            _flushes.Clear();
        }
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private sealed record RouteOfEndpoints(IReadOnlyList<BackendEndpoint> Endpoints, SpanRoute Route);
}
