using System.Collections.Concurrent;
using System.Diagnostics;

namespace TracedLlm.Viewer.Store;

/// <summary>The open spans outside of requests, with the traces that they belong to. Safe for concurrent use.</summary>
/// <param name="most">How many are remembered. Code that does not end its spans must not take all memory.</param>
internal sealed class OutsideSpans(int most)
{
    private readonly ConcurrentDictionary<ActivitySpanId, OpenSpan> _open = new();

    // The count of the dictionary takes all its locks.
    private int _count;
    private int _isShrinking;

    /// <summary>The trace of the nearest open span above a new one; <see langword="null"/> if there is none. Spans between them may be of other libraries.</summary>
    public HeldTrace? FindParent(Activity activity)
    {
        if (_open.TryGetValue(activity.ParentSpanId, out var found))
        {
            return found.Trace;
        }

        for (var above = activity.Parent; above is not null; above = above.Parent)
        {
            if (_open.TryGetValue(above.SpanId, out found) || _open.TryGetValue(above.ParentSpanId, out found))
            {
                return found.Trace;
            }
        }

        return null;
    }

    public void Add(Activity activity, HeldTrace trace)
    {
        if (_open.TryAdd(activity.SpanId, new(trace, activity.StartTimeUtc)) && Interlocked.Increment(ref _count) > most && Interlocked.Exchange(ref _isShrinking, 1) == 0)
        {
            Shrink();
            Volatile.Write(ref _isShrinking, 0);
        }
    }

    /// <summary>Forgets a span that has ended.</summary>
    /// <returns>Its trace; <see langword="null"/> if the span is not remembered.</returns>
    public HeldTrace? Remove(Activity activity) => TryRemove(activity.SpanId, out var trace) ? trace : null;

    // Forgets the spans of evicted traces and the older half, so that the next sweep is far away.
    private void Shrink()
    {
        var all = _open.ToArray();
        var starts = Array.ConvertAll(all, static one => one.Value.Start);
        Array.Sort(starts);
        var median = starts[starts.Length / 2];
        foreach (var (id, span) in all)
        {
            if (span.Start < median || span.Trace.State == HeldState.Gone)
            {
                TryRemove(id, out _);
            }
        }

        if (Volatile.Read(ref _count) > most)
        {
            // All have the same start.
            foreach (var (id, _) in all.Take(all.Length / 2))
            {
                TryRemove(id, out _);
            }
        }
    }

    private bool TryRemove(ActivitySpanId id, out HeldTrace? trace)
    {
        var isRemoved = _open.TryRemove(id, out var span);
        if (isRemoved)
        {
            Interlocked.Decrement(ref _count);
        }

        trace = span.Trace;
        return isRemoved;
    }

    private readonly record struct OpenSpan(HeldTrace Trace, DateTime Start);
}
