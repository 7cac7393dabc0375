using System.Collections.Concurrent;

namespace TracedLlm.Export;

/// <summary>The requests whose spans are held until they are settled: how many bytes that is, and who has waited too long.</summary>
/// <param name="settings">The bound and the delay.</param>
/// <param name="wake">Wakes the worker.</param>
internal sealed class HeldSpans(PipelineSettings settings, Action wake)
{
    // All wait equally long, so that the order of arrival is the order of leaving.
    private readonly ConcurrentQueue<HeldRequest> _requests = new();
    private readonly Lock _settling = new();
    private long _bytes;
    private long _spans;
    private bool _isClosed;

    /// <summary>How many spans are held.</summary>
    public long Spans => Volatile.Read(ref _spans);

    /// <summary>Whether more is held than may be, so that the next request is settled with what is known of it.</summary>
    public bool IsFull => Volatile.Read(ref _bytes) > settings.MaxHeldBytes;

    /// <summary>Whether nothing may be held any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>A request holds its first span.</summary>
    public HeldRequest Begin(RequestSpans request)
    {
        var held = new HeldRequest(request, settings.Clock.GetTimestamp());
        _requests.Enqueue(held);

        // Asked afterwards: what stood before it may have gone in between, and the worker with it.
        if (_requests.TryPeek(out var first) && first == held)
        {
            wake();
        }

        return held;
    }

    public void Add(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _spans);
    }

    public void Remove(long bytes, int spans)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Add(ref _spans, -spans);
    }

    /// <summary>Settles all requests; those that come are settled at once.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        Settle(all: true);
    }

    /// <summary>Settles the requests that have waited long enough, or all; says how long the next one has left.</summary>
    public TimeSpan? Settle(bool all = false)
    {
        lock (_settling)
        {
            return SettleInOrder(all);
        }
    }

    private TimeSpan? SettleInOrder(bool all)
    {
        while (_requests.TryPeek(out var held))
        {
            var left = settings.SettleDelay - settings.Clock.GetElapsedTime(held.Since);
            if (held.Request is not null && left > TimeSpan.Zero && !all)
            {
                return left;
            }

            // First of all it leaves: whatever becomes of it, others wait behind.
            _requests.TryDequeue(out _);
            try
            {
                if (held.Request?.Settle(all) == false)
                {
                    // Its caller is being asked for; it waits once more.
                    held.Since = settings.Clock.GetTimestamp();
                    _requests.Enqueue(held);
                }
            }
            catch (Exception exception)
            {
                TraceCounters.ListenerFailed(exception);
            }
        }

        return null;
    }

    /// <summary>A request's place in the order. It lets go of the request when that is settled, which is long before its turn.</summary>
    internal sealed class HeldRequest(RequestSpans request, long since)
    {
        public RequestSpans? Request { get; set; } = request;

        public long Since { get; set; } = since;
    }
}
