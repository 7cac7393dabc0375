using System.Collections.Concurrent;
using System.Diagnostics;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Views;
using TracedLlm.Facts;

namespace TracedLlm.Viewer.Store;

/// <summary>
/// Holds the last traces, within bounds of their number and bytes. Without room the oldest trace goes. Traces of failed, blocked and slow
/// requests are pinned: they stay while they take at most half of the room. Safe for concurrent use; a request never waits for a reader.
/// </summary>
/// <param name="maxTraces">How many ended traces are held.</param>
/// <param name="maxBytes">How many estimated bytes of spans are held, open traces included.</param>
internal sealed class TraceStore(int maxTraces, long maxBytes) : ISpanStore
{
    // A trace is slow if it is in a higher class of durations than this part of the held traces.
    private const double SlowShare = 0.95;

    // Of fewer traces nobody knows which are slow.
    private const int LeastForSlow = 20;

    // After how many traces the bound of slow ones is computed again: it takes longer than all the rest.
    private const int TracesPerBound = 16;

    // Open spans outside of requests. Code that does not end its spans must not take all memory; further spans are held alone.
    private const int MostOpenOutside = 10_000;

    // Removals that are remembered for readers. A reader that has missed more must read everything.
    private const int LeastRemembered = 1_024;

    // Guards all fields below but _bytes and _outside. The lock of a trace is taken under it, never the other way round.
    private readonly Lock _gate = new();
    private readonly RetainedTraces _ordinary = new();
    private readonly RetainedTraces _pinned = new();
    private readonly LinkedList<HeldTrace> _open = new();
    private readonly Queue<(long Change, TraceKey Key)> _removed = new();
    private readonly DurationHistogram _durations = new();

    // The open spans outside of requests.
    private readonly ConcurrentDictionary<ActivitySpanId, HeldTrace> _outside = new();
    private long _bytes;
    private long _change;
    private long _forgotten;
    private long _evicted;
    private int _slowClass = int.MaxValue;
    private int _sinceBound;

    /// <summary>The number of the last change.</summary>
    public long Change => Volatile.Read(ref _change);

    // One trace must not take the place of all others.
    private long MaxTraceBytes => maxBytes / 2;

    /// <inheritdoc/>
    public void OnStarted(Activity activity)
    {
        // The root is the first span in this process. A parent that has ended has a row of its own.
        var isChild = _outside.TryGetValue(activity.ParentSpanId, out var trace);
        if (_outside.Count < MostOpenOutside)
        {
            _outside.TryAdd(activity.SpanId, isChild ? trace! : Open(new HeldTrace(activity, null)));
        }
    }

    /// <inheritdoc/>
    public bool TryHold(in EndedSpan span, int size)
    {
        var trace = GetTrace(span);
        if (trace.TryAdd(span.Activity, size, MaxTraceBytes) is not { } isHeld)
        {
            // The trace has been held, and was old.
            return true;
        }

        if (isHeld)
        {
            Interlocked.Add(ref _bytes, size);
        }

        if (span.Activity == trace.Root)
        {
            End(trace, isHeld);
        }
        else if (isHeld && trace.State == HeldState.Shown)
        {
            Update(trace);
        }
        else if (Volatile.Read(ref _bytes) > maxBytes)
        {
            lock (_gate)
            {
                MakeRoom();
            }
        }

        return isHeld;
    }

    /// <summary>All shown traces.</summary>
    public HeldTraces Read()
    {
        lock (_gate)
        {
            return new([.. Shown().OrderByDescending(static trace => trace.Root.StartTimeUtc)], _change, Volatile.Read(ref _bytes), _evicted);
        }
    }

    /// <summary>What has changed since the change <paramref name="last"/>.</summary>
    public TraceChanges ReadChanges(long last)
    {
        lock (_gate)
        {
            if (last < _forgotten || last > _change)
            {
                return new(_change, [], [], IsReset: true);
            }

            return new(
                _change,
                [.. Shown().Where(trace => trace.Change > last).OrderBy(static trace => trace.Change)],
                [.. _removed.Where(removed => removed.Change > last).Select(static removed => removed.Key)],
                IsReset: false);
        }
    }

    /// <summary>The shown trace with an id; <see langword="null"/> if it is not held.</summary>
    public HeldTrace? Find(string id)
    {
        lock (_gate)
        {
            return Shown().FirstOrDefault(trace => trace.Key.ToString() == id);
        }
    }

    // Under the lock.
    private IEnumerable<HeldTrace> Shown() => _ordinary.All.Concat(_pinned.All);

    private HeldTrace GetTrace(in EndedSpan span)
    {
        if (span.Request is { } request)
        {
            // The spans of one request come one after the other.
            return (HeldTrace)(request.StoreState ??= Open(new HeldTrace(request.Root, request)));
        }

        return _outside.TryRemove(span.Activity.SpanId, out var trace) ? trace : Open(new HeldTrace(span.Activity, null));
    }

    private HeldTrace Open(HeldTrace trace)
    {
        lock (_gate)
        {
            _open.AddLast(trace.Node);
        }

        return trace;
    }

    private void End(HeldTrace trace, bool isShown)
    {
        var isFailed = IsFailed(trace.Root);
        lock (_gate)
        {
            if (!isShown && trace.State == HeldState.Open)
            {
                EvictOpen(trace);
            }

            if (!trace.TryShow())
            {
                return;
            }

            _open.Remove(trace.Node);
            trace.IsPinned = isFailed || IsSlow(trace.Root.Duration);
            _durations.Add(trace.Root.Duration);
            (trace.IsPinned ? _pinned : _ordinary).Add(trace);
            trace.Change = ++_change;
            MakeRoom();
        }
    }

    // A late span.
    private void Update(HeldTrace trace)
    {
        lock (_gate)
        {
            if (trace.State == HeldState.Shown)
            {
                (trace.IsPinned ? _pinned : _ordinary).Recount(trace);
                trace.Change = ++_change;
                MakeRoom();
            }
        }
    }

    private static bool IsFailed(Activity root) => root.GetTagItem(LibraryAttributes.Outcome) is string outcome
        ? outcome is Outcomes.Error or Outcomes.Blocked
        : root.Status == ActivityStatusCode.Error;

    // Under the lock.
    private bool IsSlow(TimeSpan duration)
    {
        if (_durations.Count >= LeastForSlow && ++_sinceBound >= TracesPerBound)
        {
            _sinceBound = 0;
            _slowClass = _durations.PercentileClass(SlowShare);
        }

        return DurationHistogram.ClassOf(duration) > _slowClass;
    }

    // Under the lock.
    private void MakeRoom()
    {
        while (_ordinary.Count + _pinned.Count > maxTraces)
        {
            Evict(_ordinary.Count == 0 || _pinned.Count > maxTraces / 2 ? _pinned : _ordinary);
        }

        while (Volatile.Read(ref _bytes) is var bytes && bytes > maxBytes)
        {
            if (_ordinary.Count + _pinned.Count > 0 && bytes - _ordinary.Bytes - _pinned.Bytes <= maxBytes / 2)
            {
                Evict(_ordinary.Count == 0 || _pinned.Bytes > maxBytes / 2 ? _pinned : _ordinary);
            }
            else if (_open.First is { } oldest)
            {
                // Traces that have not ended take more than half of the room.
                EvictOpen(oldest.Value);
            }
            else
            {
                // Another thread has counted a span, and not yet added it to its trace.
                return;
            }
        }
    }

    private void Evict(RetainedTraces kind)
    {
        var trace = kind.Oldest!;
        kind.Remove(trace);
        _durations.Remove(trace.Root.Duration);
        Interlocked.Add(ref _bytes, -trace.Evict());
        _evicted++;
        _removed.Enqueue((++_change, trace.Key));
        if (_removed.Count > Math.Max(maxTraces, LeastRemembered))
        {
            _forgotten = _removed.Dequeue().Change;
        }
    }

    private void EvictOpen(HeldTrace trace)
    {
        _open.Remove(trace.Node);
        Interlocked.Add(ref _bytes, -trace.Evict());
        _evicted++;
    }
}
