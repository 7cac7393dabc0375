using System.Collections.Concurrent;

namespace TracedLlm.Export;

/// <summary>The requests whose spans are held until they are settled: how many bytes that is, and who has waited too long.</summary>
/// <param name="settings">The bound and the delay.</param>
/// <param name="wake">Wakes the worker.</param>
internal sealed class HeldSpans(PipelineSettings settings, Action wake)
{
    // All wait equally long, so that the order of arrival is the order of leaving.
    private readonly ConcurrentQueue<Ticket> _tickets = new();
    private readonly Lock _settling = new();
    private long _bytes;
    private long _spans;

    /// <summary>How many spans are held.</summary>
    public long Spans => Volatile.Read(ref _spans);

    /// <summary>Whether more is held than may be, so that the next request is settled with what is known of it.</summary>
    public bool IsFull => Volatile.Read(ref _bytes) > settings.MaxHeldBytes;

    /// <summary>A request holds its first span.</summary>
    public Ticket Begin(RequestSpans request)
    {
        var ticket = new Ticket(request, settings.Clock.GetTimestamp());
        var isFirst = _tickets.IsEmpty;
        _tickets.Enqueue(ticket);
        if (isFirst)
        {
            wake();
        }

        return ticket;
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
        while (_tickets.TryPeek(out var ticket))
        {
            var left = settings.SettleDelay - settings.Clock.GetElapsedTime(ticket.Since);
            if (ticket.Request is { } request)
            {
                if (left > TimeSpan.Zero && !all)
                {
                    return left;
                }

                request.Settle();
            }

            _tickets.TryDequeue(out _);
        }

        return null;
    }

    /// <summary>A request's place in the order. It lets go of the request when that is settled, which is long before its turn.</summary>
    internal sealed class Ticket(RequestSpans request, long since)
    {
        public RequestSpans? Request { get; set; } = request;

        public long Since => since;
    }
}
