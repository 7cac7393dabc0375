using System.Collections.Concurrent;

namespace TracedLlm.Export;

/// <summary>
/// The queue between the requests' threads and the worker. Whoever hands a span over never waits: without room the oldest span
/// that is not encoded yet goes.
/// </summary>
/// <param name="threshold">From so many spans on the worker is woken, whatever its delay.</param>
/// <param name="wake">Wakes the worker.</param>
internal sealed class HandOver(int threshold, Action wake)
{
    private readonly ConcurrentQueue<HandedOverSpan> _queue = new();
    private int _count;
    private bool _isClosed;

    /// <summary>How many spans wait, give or take those that are just being handed over.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool IsEmpty => _queue.IsEmpty;

    public bool IsFull => Count >= threshold;

    public void Add(in HandedOverSpan span)
    {
        var isTaken = false;
        foreach (var destination in span.Route.Destinations)
        {
            var (ledger, budget) = (destination.Backend.Ledger, destination.Backend.Budget);
            ledger.Started(1);
            if (!destination.Samples(span.Activity.TraceId))
            {
                ledger.SampledOut(1);
                continue;
            }

            isTaken = true;
            budget.AddHandedOver(span.Size);
            while (budget.HandedOver > budget.Limit && TryTake(out var oldest))
            {
                Drop(oldest, DropReason.QueueFull);
            }
        }

        if (!isTaken)
        {
            return;
        }

        if (Volatile.Read(ref _isClosed))
        {
            Release(span);
            Drop(span, DropReason.Shutdown, isReleased: true);
            return;
        }

        _queue.Enqueue(span);
        var count = Interlocked.Increment(ref _count);
        if (count == 1 || count == threshold)
        {
            wake();
        }
    }

    /// <summary>Takes the oldest span; it stays charged until <see cref="Release"/>.</summary>
    public bool TryTake(out HandedOverSpan span)
    {
        if (!_queue.TryDequeue(out span))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>The span no longer takes the room that it was reckoned to.</summary>
    public static void Release(in HandedOverSpan span)
    {
        foreach (var destination in span.Route.Destinations)
        {
            if (destination.Samples(span.Activity.TraceId))
            {
                destination.Backend.Budget.AddHandedOver(-span.Size);
            }
        }
    }

    /// <summary>From now on whatever comes is lost.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        while (TryTake(out var span))
        {
            Drop(span, DropReason.Shutdown);
        }
    }

    private static void Drop(in HandedOverSpan span, DropReason reason, bool isReleased = false)
    {
        if (!isReleased)
        {
            Release(span);
        }

        foreach (var destination in span.Route.Destinations)
        {
            if (destination.Samples(span.Activity.TraceId))
            {
                destination.Backend.Ledger.Dropped(reason, 1);
            }
        }
    }
}
