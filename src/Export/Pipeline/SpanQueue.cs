using System.Collections.Concurrent;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Sampling;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// The queue between the requests' threads and the worker. A thread that adds a span never waits: without room the oldest span is
/// dropped.
/// </summary>
/// <param name="settings">Bounds, delays, and the policy that decides about spans outside traced requests.</param>
/// <param name="wake">Wakes the worker.</param>
/// <param name="wakeWithin">Has the worker look within a time.</param>
internal sealed class SpanQueue(PipelineSettings settings, Action wake, Action<TimeSpan> wakeWithin)
{
    private readonly ConcurrentQueue<QueuedSpan> _queue = new();
    private readonly int _threshold = settings.MaxUnencodedSpans;
    private readonly TimeSpan _delay = settings.EncodeDelay;
    private long _since;
    private int _count;
    private bool _isClosed;

    // Whether spans wait that take much of their backend's memory.
    private bool _isLarge;

    /// <summary>How many spans wait; inexact while threads add spans.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool IsEmpty => _queue.IsEmpty;

    /// <summary>Whether its spans are encoded without waiting for more of them.</summary>
    public bool IsFull => Count >= _threshold || Volatile.Read(ref _isLarge);

    /// <summary>The timestamp of the oldest span, or an earlier one.</summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>The worker has taken all spans: those that there are have come since <paramref name="start"/>, when it began.</summary>
    public void OnTaken(long start) => Volatile.Write(ref _since, start);

    public void Add(in QueuedSpan handedOver)
    {
        var span = handedOver;
        var (isTaken, isLarge) = (false, false);
        var sampling = span.Request?.Sampling ?? settings.Sampling.Decide(span.Activity);
        for (var index = 0; index < span.Route.Destinations.Length; index++)
        {
            isTaken |= TryAdmit(ref span, index, sampling, ref isLarge);
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

        if (!TryEnqueue(span))
        {
            return;
        }

        var count = Interlocked.Increment(ref _count);
        if (count == 1)
        {
            Volatile.Write(ref _since, settings.Clock.GetTimestamp());
        }

        if (isLarge && !Volatile.Read(ref _isLarge))
        {
            Volatile.Write(ref _isLarge, true);
            wake();
        }
        else if (count == _threshold)
        {
            wake();
        }
        else if (count == 1)
        {
            wakeWithin(_delay);
        }

        if (Volatile.Read(ref _isClosed))
        {
            // The queue was closed after the first look, so that the worker does not take the span any more.
            Close();
        }
    }

    /// <summary>Takes the oldest span; it stays charged until <see cref="Release"/>.</summary>
    public bool TryTake(out QueuedSpan span)
    {
        if (!_queue.TryDequeue(out span))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        if (Volatile.Read(ref _isLarge))
        {
            Volatile.Write(ref _isLarge, false);
        }

        return true;
    }

    /// <summary>The span no longer takes its estimated bytes from the budgets.</summary>
    public static void Release(in QueuedSpan span)
    {
        for (var index = 0; index < span.Route.Destinations.Length; index++)
        {
            if (span.GoesTo(index))
            {
                span.Route.Destinations[index].AddUnencoded(-span.Size);
            }
        }
    }

    /// <summary>Drops the spans that wait, and all spans that are added from now on.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        while (TryTake(out var span))
        {
            Drop(span, DropReason.Shutdown);
        }
    }

    /// <summary>Counts a span for a destination and charges it; <see langword="false"/> if it does not go there, which is counted too.</summary>
    private bool TryAdmit(ref QueuedSpan span, int index, in TraceDecision sampling, ref bool isLarge)
    {
        var destination = span.Route.Destinations[index];
        var (ledger, budget) = (destination.Backend.Ledger, destination.Backend.Budget);
        var isCharged = false;
        ledger.Started(1);
        try
        {
            if (!sampling.Includes(destination.Threshold) || !destination.Endpoint.View.Shows(span.Activity, span.Request))
            {
                ledger.SampledOut(1);
                span = span.Exclude(index);
                return false;
            }

            var reachesHalf = destination.AddUnencoded(span.Size);
            isCharged = true;
            if (TryMakeRoom(destination))
            {
                isLarge |= reachesHalf || budget.IsUnencodedLarge;
                return true;
            }
        }
        catch (Exception exception)
        {
            // No memory, for instance. A span that is counted as started would wait for ever.
            SpanObservers.CountFailure(exception);
        }

        var without = span.Exclude(index);
        if (without == span)
        {
            destination.AddUnencoded(isCharged ? 0 : span.Size);
            return true;
        }

        span = without;
        destination.AddUnencoded(isCharged ? -span.Size : 0);
        ledger.Dropped(DropReason.QueueFull, 1);
        return false;
    }

    /// <summary>
    /// Keeps the spans of a backend within its budget, encoded or not: drops the oldest spans that go to this backend only. Without
    /// such a span there is no room.
    /// </summary>
    private bool TryMakeRoom(Destination destination)
    {
        var backend = destination.Backend;
        while (backend.Budget.Exceeds(0) && !backend.TryMakeRoom(destination, 0, mayWait: false))
        {
            if (!_queue.TryPeek(out var next) || !next.Route.IsOnly(backend) || !TryTake(out var oldest))
            {
                return false;
            }

            if (!oldest.Route.IsOnly(backend))
            {
                // Another thread took the span that was seen.
                if (TryEnqueue(oldest))
                {
                    Interlocked.Increment(ref _count);
                }

                return false;
            }

            Drop(oldest, DropReason.QueueFull);
        }

        return true;
    }

    /// <summary>Puts a span that is charged into the queue, or counts it as dropped.</summary>
    private bool TryEnqueue(in QueuedSpan span)
    {
        try
        {
            _queue.Enqueue(span);
            return true;
        }
        catch (Exception exception)
        {
            // No memory for a larger queue.
            SpanObservers.CountFailure(exception);
            Drop(span, DropReason.QueueFull);
            return false;
        }
    }

    private static void Drop(in QueuedSpan span, DropReason reason, bool isReleased = false)
    {
        if (!isReleased)
        {
            Release(span);
        }

        for (var index = 0; index < span.Route.Destinations.Length; index++)
        {
            if (span.GoesTo(index))
            {
                span.Route.Destinations[index].Backend.Ledger.Dropped(reason, 1);
            }
        }
    }
}
