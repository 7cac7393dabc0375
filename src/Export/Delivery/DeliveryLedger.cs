using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TracedLlm.Export;

/// <summary>What became of all spans, by backend; and what the spool does to them.</summary>
internal sealed class DeliveryLedger : ISpoolObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BackendDelivery> _backends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackendDelivery> _byDestination = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _recovered = new(StringComparer.Ordinal);
    private readonly List<LossLog> _losses = [];
    private long _started;
    private long _ended;

    /// <summary>The time, and the bound of each backend's memory.</summary>
    public PipelineSettings Settings { get; init; } = new();

    /// <summary>Where losses are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The spans that are held for requests that are not settled.</summary>
    public HeldSpans? Held { get; set; }

    /// <summary>The spool, if there is one.</summary>
    public ISpool? Spool { get; set; }

    /// <summary>How many recorded spans have started.</summary>
    public long SpansStarted => Volatile.Read(ref _started);

    /// <summary>How many recorded spans have ended.</summary>
    public long SpansEnded => Volatile.Read(ref _ended);

    /// <summary>The backends that spans have gone to, or are configured to.</summary>
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

    /// <summary>What the destinations of an endpoint's backend share.</summary>
    public BackendDelivery BackendOf(BackendEndpoint endpoint)
    {
        lock (_gate)
        {
            if (!_backends.TryGetValue(endpoint.Backend, out var backend))
            {
                var loss = new LossLog(Logger, Settings.Clock);
                _losses.Add(loss);
                backend = new BackendDelivery(new BackendLedger(endpoint.Backend, loss), new ByteBudget(Settings.MaxQueueBytes));
                _backends.Add(endpoint.Backend, backend);
            }

            if (Spool is not null || _recovered.Count > 0)
            {
                _byDestination.TryAdd(endpoint.Identity, backend);
            }

            if (_recovered.Remove(endpoint.Identity, out var spans))
            {
                backend.Ledger.Started(spans);
            }

            return backend;
        }
    }

    /// <summary>Says of each backend whether a loss is over; when to ask again, if there is one.</summary>
    public TimeSpan? CheckLoss()
    {
        TimeSpan? next = null;
        lock (_gate)
        {
            foreach (var loss in _losses)
            {
                var left = loss.Check();
                next = next is null || left < next ? left ?? next : next;
            }
        }

        return next;
    }

    /// <summary>The counts when nothing will be sent any more; <see langword="null"/> if every backend has every span.</summary>
    public string? Missing()
    {
        var open = SpansStarted - SpansEnded;
        var backends = Backends.Select(backend => (backend.Ledger.Name, Counts: backend.Ledger.Counts())).ToList();
        return backends.Count > 0 && (open > 0 || backends.Exists(backend => backend.Counts.AllDropped + backend.Counts.InFlight > 0))
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
                // Of a tenant that has not called yet, or of a backend that is no longer configured.
                _recovered[destination] = _recovered.GetValueOrDefault(destination) + spans;
            }
        }
    }

    /// <inheritdoc/>
    public void Dropped(string destination, SpoolDropReason reason, long spans)
    {
        lock (_gate)
        {
            if (_byDestination.TryGetValue(destination, out var backend))
            {
                backend.Ledger.Dropped(
                    reason switch
                    {
                        SpoolDropReason.Expired => DropReason.Expired,
                        SpoolDropReason.QueueFull => DropReason.QueueFull,
                        _ => DropReason.Rejected,
                    },
                    spans);
            }
            else
            {
                _recovered[destination] = Math.Max(0, _recovered.GetValueOrDefault(destination) - spans);
            }
        }
    }
}
