using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Spool;

namespace TracedLlm.Export.Delivery;

/// <summary>Counts all spans by backend, and observes the spool.</summary>
internal sealed class DeliveryLedger : ISpoolObserver
{
    // Counts spans that are lost before their destinations are known.
    private const string Unknown = "unknown";

    // The destinations that callers choose have this part of the memory that one backend of the operator has.
    private const int ShareOfRequests = 4;

    // Guards the four collections.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BackendDelivery> _backends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackendDelivery> _byDestination = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _recovered = new(StringComparer.Ordinal);
    private readonly List<LossLog> _losses = [];
    private long _started;
    private long _ended;

    /// <summary>The clock, and the bound of each backend's memory.</summary>
    public DeliverySettings Settings { get; init; } = new();

    /// <summary>Where losses are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Counts the ended spans that wait for their requests' destinations; the pipeline sets it.</summary>
    public Func<long>? HeldSpans { get; set; }

    /// <summary>The spool, if there is one.</summary>
    public ISpool? Spool { get; set; }

    /// <summary>Receives each destination that has got spans of another process in the spool.</summary>
    public Action<string>? OnRecovered { get; set; }

    /// <summary>How many recorded spans have started.</summary>
    public long SpansStarted => Volatile.Read(ref _started);

    /// <summary>How many recorded spans have ended.</summary>
    public long SpansEnded => Volatile.Read(ref _ended);

    /// <summary>How many ended spans wait for their requests' destinations.</summary>
    public long SpansHeld => HeldSpans?.Invoke() ?? 0;

    /// <summary>The configured backends, and those that spans went to.</summary>
    public IReadOnlyList<BackendDelivery> Backends
    {
        get
        {
            lock (_gate)
            {
                return [.. _backends.Values];
            }
        }
    }

    public void SpanStarted() => Interlocked.Increment(ref _started);

    public void SpanEnded() => Interlocked.Increment(ref _ended);

    /// <summary>Gets or adds the backend of an endpoint.</summary>
    public BackendDelivery GetBackend(BackendEndpoint endpoint)
    {
        lock (_gate)
        {
            var backend = GetBackend(endpoint.LedgerName, endpoint.Owner == EndpointOwner.Request);
            Remember(endpoint, backend);
            return backend;
        }
    }

    /// <summary>Gets or adds the ledger of a backend that has no endpoints.</summary>
    public BackendLedger AddBackend(string name)
    {
        lock (_gate)
        {
            return GetBackend(name).Ledger;
        }
    }

    /// <summary>Gets or adds the ledger of a store in this process. Spans that it does not hold are counted, and are no loss.</summary>
    public BackendLedger AddStore(string name)
    {
        lock (_gate)
        {
            return GetBackend(name, isStore: true).Ledger;
        }
    }

    /// <summary>Links an endpoint to its backend, so that the spool's events count there.</summary>
    public void Remember(BackendEndpoint endpoint, BackendDelivery backend)
    {
        lock (_gate)
        {
            if (Spool is not null || _recovered.Count > 0)
            {
                _byDestination.TryAdd(endpoint.Identity, backend);
            }

            if (_recovered.Remove(endpoint.Identity, out var spans))
            {
                backend.Ledger.Started(spans);
            }
        }
    }

    /// <summary>Ends that link: no span waits for the endpoint, in memory or on disk.</summary>
    public void Forget(BackendEndpoint endpoint)
    {
        lock (_gate)
        {
            _byDestination.Remove(endpoint.Identity);
        }
    }

    /// <summary>Counts lost spans whose destinations are not known.</summary>
    public void Lost(DropReason reason, long spans)
    {
        if (spans > 0)
        {
            lock (_gate)
            {
                var ledger = GetBackend(Unknown).Ledger;
                ledger.Started(spans);
                ledger.Dropped(reason, spans);
            }
        }
    }

    /// <summary>Logs the losses and outages that are over or last. Returns the time until more may be to log.</summary>
    public TimeSpan? CheckLog()
    {
        TimeSpan? next = null;
        lock (_gate)
        {
            foreach (var loss in _losses)
            {
                var left = loss.Check();
                next = DueTime.Sooner(next, left);
            }
        }

        foreach (var backend in Backends)
        {
            next = DueTime.Sooner(next, backend.Outages.Check());
        }

        return next;
    }

    /// <summary>The counts after the last request; <see langword="null"/> if every backend has every span.</summary>
    public string? Missing()
    {
        var open = SpansStarted - SpansEnded;
        var backends = Backends.Select(backend => (backend.Ledger.Name, backend.Ledger.HasLosses, Counts: backend.Ledger.Counts())).ToList();
        return backends.Count > 0 && (open > 0 || backends.Exists(backend => (backend.HasLosses ? backend.Counts.AllDropped : 0) + backend.Counts.InFlight > 0))
            ? FormattableString.Invariant($"{SpansStarted} started, {open} not ended; ")
              + string.Join("; ", backends.Select(backend => $"{backend.Name}: {backend.Counts}"))
            : null;
    }

    /// <inheritdoc/>
    public void Recovered(string destination, long spans)
    {
        lock (_gate)
        {
            if (_byDestination.TryGetValue(destination, out var backend))
            {
                backend.Ledger.Started(spans);
            }
            else
            {
                // The destination belongs to a tenant that has not called yet, or to a backend that is no longer configured.
                _recovered[destination] = _recovered.GetValueOrDefault(destination) + spans;
            }
        }

        OnRecovered?.Invoke(destination);
    }

    /// <inheritdoc/>
    public void Dropped(string destination, SpoolDropReason reason, long spans)
    {
        lock (_gate)
        {
            var dropped = reason switch
            {
                SpoolDropReason.Expired => DropReason.Expired,
                SpoolDropReason.QueueFull => DropReason.QueueFull,
                _ => DropReason.Damaged,
            };
            if (_byDestination.TryGetValue(destination, out var backend))
            {
                backend.Ledger.Dropped(dropped, spans);
                return;
            }

            // The spans were not counted as started for a backend.
            Lost(dropped, spans);
            var left = _recovered.GetValueOrDefault(destination) - spans;
            if (left > 0)
            {
                _recovered[destination] = left;
            }
            else
            {
                _recovered.Remove(destination);
            }
        }
    }

    // Under the lock.
    private BackendDelivery GetBackend(string name, bool isOfRequests = false, bool isStore = false)
    {
        if (!_backends.TryGetValue(name, out var backend))
        {
            var loss = isStore ? null : new LossLog(Logger, Settings.Clock);
            if (loss is not null)
            {
                _losses.Add(loss);
            }

            var (ledger, budget) = (new BackendLedger(name, loss), new ByteBudget(isOfRequests ? Settings.MaxQueueBytes / ShareOfRequests : Settings.MaxQueueBytes));
            backend = new BackendDelivery(ledger, budget, new OutageLog(ledger, budget, Logger, Settings.Clock)) { IsOfRequests = isOfRequests };
            _backends.Add(name, backend);
        }

        return backend;
    }
}
