using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>The requests whose ended spans are held until their destinations are known, in order of arrival. Safe for concurrent use.</summary>
/// <param name="settings">The bound and the delay.</param>
/// <param name="wakeWithin">Has the worker look within a time.</param>
internal sealed class HeldSpans(PipelineSettings settings, Action<TimeSpan> wakeWithin)
{
    // How many settled requests a new one takes away. It is more than one, so that the queue becomes short.
    private const int MaxRemoved = 4;

    // All requests wait equally long, so that the oldest one is always due first. Guarded by _gate, under which no other lock is taken.
    private readonly Queue<HeldRequest> _requests = new();
    private readonly Lock _gate = new();

    // Guards the order of release: one thread at a time takes requests off the queue.
    private readonly Lock _settling = new();
    private long _bytes;
    private long _spans;
    private bool _isClosed;

    /// <summary>How many spans are held.</summary>
    public long Spans => Volatile.Read(ref _spans);

    /// <summary>Whether the held spans exceed their bound, so that the next request is settled at once.</summary>
    public bool IsFull => Volatile.Read(ref _bytes) > settings.MaxHeldBytes;

    /// <summary>Whether the pipeline stops, so that no span may be held.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Adds a request that holds its first span.</summary>
    public HeldRequest Begin(RequestSpans request)
    {
        var held = new HeldRequest(request, settings.Clock.GetTimestamp());
        bool isFirst;
        lock (_gate)
        {
            // Most requests are settled long before they are due: nobody is woken to take them off the queue.
            for (var left = MaxRemoved; left > 0 && _requests.TryPeek(out var oldest) && oldest.Request is null; left--)
            {
                _requests.Dequeue();
            }

            isFirst = _requests.Count == 0;
            _requests.Enqueue(held);
        }

        // After the enqueue: the worker may have emptied the queue just before and gone to sleep.
        if (isFirst)
        {
            wakeWithin(settings.SettleDelay);
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

    /// <summary>Settles all requests; later requests are settled at once.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        Settle(all: true);
    }

    /// <summary>Settles the requests that have waited long enough, or all. Returns the time that the next one has left.</summary>
    public TimeSpan? Settle(bool all = false)
    {
        lock (_settling)
        {
            return SettleInOrder(all);
        }
    }

    private TimeSpan? SettleInOrder(bool all)
    {
        TimeSpan? left;
        while ((left = TakeDue(all, out var held)) is null && held is not null)
        {
            // It has left the queue: if settling throws, the requests behind it still get their turn.
            try
            {
                if (held.Request?.Settle(all) == false)
                {
                    // Its authentication is still running; it waits once more.
                    WaitAgain(held);
                }
            }
            catch (Exception exception)
            {
                SpanObservers.CountFailure(exception);
                TryAgainOnce(held, all);
            }
        }

        return left;
    }

    /// <summary>Takes the oldest request off the queue if it is due or settled.</summary>
    /// <param name="all">Whether every request is due.</param>
    /// <param name="held">The request; <see langword="null"/> if none is due.</param>
    /// <returns>The time until the oldest one is due; <see langword="null"/> if it is, or if there is none.</returns>
    private TimeSpan? TakeDue(bool all, out HeldRequest? held)
    {
        lock (_gate)
        {
            if (!_requests.TryPeek(out held))
            {
                return null;
            }

            var left = settings.SettleDelay - settings.Clock.GetElapsedTime(held.Since);
            if (held.Request is not null && left > TimeSpan.Zero && !all)
            {
                held = null;
                return left;
            }

            _requests.Dequeue();
            return null;
        }
    }

    private void WaitAgain(HeldRequest held)
    {
        held.Since = settings.Clock.GetTimestamp();
        lock (_gate)
        {
            _requests.Enqueue(held);
        }
    }

    // There may be memory when the delay has passed again.
    private void TryAgainOnce(HeldRequest held, bool all)
    {
        try
        {
            if (all || held.HasFailed)
            {
                held.Request?.GiveUp();
                return;
            }

            held.HasFailed = true;
            WaitAgain(held);
        }
        catch (Exception exception)
        {
            SpanObservers.CountFailure(exception);
        }
    }

    /// <summary>An entry of the queue. It drops the reference to its request when the request is settled, which is mostly long before the entry is due.</summary>
    internal sealed class HeldRequest(RequestSpans request, long since)
    {
        public RequestSpans? Request { get; set; } = request;

        public long Since { get; set; } = since;

        /// <summary>Whether it could not be settled.</summary>
        public bool HasFailed { get; set; }
    }
}
