using System.Diagnostics;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Views;
using TracedLlm.Facts;

namespace TracedLlm.Viewer.Store;

/// <summary>
/// Holds the last traces, within bounds of their number and bytes. If there is no room, it removes the oldest trace. Traces of failed, blocked and slow
/// requests are pinned: they stay while they take at most half of the room, and leave a quarter for others. Safe for concurrent use; a
/// request waits for a reader no longer than a copy of the list takes.
/// </summary>
/// <param name="maxTraces">How many shown traces are held.</param>
/// <param name="maxBytes">How many estimated bytes of spans are held, open traces included.</param>
/// <param name="holdsTenantTraces">Whether traces that the operator's backends do not get are held.</param>
/// <param name="clock">The clock of the limits of traces in a second; without it all are held.</param>
internal sealed class TraceStore(int maxTraces, long maxBytes, bool holdsTenantTraces = true, TimeProvider? clock = null) : ISpanStore
{
    // A trace is slow if it is in a higher class of durations than this part of the held traces.
    private const double SlowShare = 0.95;

    // Of fewer traces nobody knows which are slow.
    private const int LeastForSlow = 20;

    // After how many traces the bound of slow ones is computed again: it takes longer than all the rest.
    private const int TracesPerBound = 16;

    // Open spans outside of requests, and open traces. Code that does not end its spans must not take all memory.
    private const int MostOpen = 10_000;

    // The part of the room that a trace outside of requests may have before its next spans begin traces of their own.
    private const int ShareOfOutside = 16;

    // In a gateway with very many requests a row stays so long that somebody can read it: half of it if as many pinned traces come.
    private const int SecondsPerList = 10;

    // In a short list, too, somebody who sends a request by hand finds it.
    private const int LeastPerSecond = 10;

    // Removals that are remembered for readers.
    private const int LeastRemembered = 1_024;

    // A root outside of requests may live as long as the process. The spans that start later are traces of their own.
    private static readonly TimeSpan OutsideTime = TimeSpan.FromMinutes(10);

    // Guards all fields below but _bytes and _outside. The lock of a trace is taken under it, never the other way round.
    private readonly Lock _gate = new();
    private readonly RetainedTraces _ordinary = new();
    private readonly RetainedTraces _pinned = new();
    private readonly LinkedList<HeldTrace> _open = new();
    private readonly Dictionary<TraceKey, HeldTrace> _shown = [];

    // The shown traces in the order of their last changes.
    private readonly LinkedList<HeldTrace> _changed = new();
    private readonly RemovedTraces _removed = new(Math.Max(maxTraces, LeastRemembered));
    private readonly TraceRate? _ordinaryRate = clock is null ? null : new(Math.Max(maxTraces / SecondsPerList, LeastPerSecond), SecondsPerList, clock);
    private readonly TraceRate? _pinnedRate = clock is null ? null : new(Math.Max(maxTraces / SecondsPerList, LeastPerSecond), SecondsPerList, clock);
    private readonly DurationHistogram _durations = new();
    private readonly OutsideSpans _outside = new(MostOpen);
    private long _bytes;
    private long _change;
    private long _evicted;
    private int _slowClass = int.MaxValue;
    private int _sinceBound;

    /// <summary>The number of the last change.</summary>
    public long Change => Volatile.Read(ref _change);

    /// <summary>How many traces have been evicted since the start, those included that the limit of a second has left out.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <inheritdoc/>
    public bool HoldsTenantTraces => holdsTenantTraces;

    // One trace must not take the place of all others.
    private long MaxTraceBytes => maxBytes / 2;

    /// <inheritdoc/>
    public void OnStarted(Activity activity)
    {
        // The root is the first span in this process. A parent that has ended has a row of its own.
        var trace = _outside.FindParent(activity);
        _outside.Add(activity, trace is not null && TakesMore(trace, activity) ? trace : Open(new HeldTrace(activity, null)));
    }

    /// <inheritdoc/>
    public DropReason? Hold(in EndedSpan span, int size)
    {
        var trace = GetTrace(span);
        var isRoot = span.Activity == trace.Root;

        // A long request keeps its root, without which it could not be shown.
        if (size > MaxTraceBytes || trace.TryAdd(span.Activity, size, isRoot ? maxBytes : MaxTraceBytes) is not { } isHeld)
        {
            if (isRoot)
            {
                End(trace, isHeld: false);
            }

            return size > MaxTraceBytes ? DropReason.TooLarge : DropReason.QueueFull;
        }

        if (isHeld)
        {
            Interlocked.Add(ref _bytes, size);
        }

        if (isRoot)
        {
            End(trace, isHeld);
        }
        else if (isHeld && (span.Request is null || trace.State == HeldState.Shown))
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

        return isHeld ? null : DropReason.TooLarge;
    }

    /// <summary>All shown traces.</summary>
    public StoreSnapshot Read()
    {
        HeldTrace[] traces;
        long change, evicted;
        lock (_gate)
        {
            traces = [.. _shown.Values];
            (change, evicted) = (_change, _evicted);
        }

        // Sorted without the lock, which the ends of requests take.
        return new([.. traces.OrderByDescending(static trace => trace.Root.StartTimeUtc)], change, Volatile.Read(ref _bytes), evicted);
    }

    /// <summary>What has changed since the change <paramref name="last"/>.</summary>
    public TraceChanges ReadChanges(long last)
    {
        lock (_gate)
        {
            if (last < _removed.Forgotten || last > _change)
            {
                return new(_change, [], [], IsReset: true);
            }

            List<HeldTrace> changed = [];
            for (var node = _changed.Last; node is not null && node.Value.Change > last; node = node.Previous)
            {
                changed.Add(node.Value);
            }

            changed.Reverse();
            return new(_change, changed, _removed.FindAfter(last), IsReset: false);
        }
    }

    /// <summary>The shown trace with an id; <see langword="null"/> if it is not held.</summary>
    public HeldTrace? Find(string id)
    {
        if (TraceKey.Read(id) is not { } key)
        {
            return null;
        }

        lock (_gate)
        {
            return _shown.GetValueOrDefault(key);
        }
    }

    // Whether a span that starts now joins the trace of its parent.
    private bool TakesMore(HeldTrace trace, Activity activity) => trace.State != HeldState.Gone
        && trace.Bytes < maxBytes / ShareOfOutside
        && activity.StartTimeUtc - trace.Root.StartTimeUtc < OutsideTime;

    private HeldTrace GetTrace(in EndedSpan span)
    {
        if (span.Request is { } request)
        {
            // The spans of one request come one after the other.
            return (HeldTrace)(request.StoreState ??= Open(new HeldTrace(request.Root, request)));
        }

        return _outside.Remove(span.Activity) ?? Open(new HeldTrace(span.Activity, null));
    }

    private HeldTrace Open(HeldTrace trace)
    {
        lock (_gate)
        {
            _open.AddLast(trace.Node);
            if (_open.Count > MostOpen)
            {
                EvictOpen(_open.First!.Value);
            }
        }

        return trace;
    }

    private void End(HeldTrace trace, bool isHeld)
    {
        var isFailed = IsFailed(trace.Root);
        lock (_gate)
        {
            var isPinned = isFailed || IsSlow(trace.Root.Duration);
            if (trace.State == HeldState.Shown)
            {
                // One of its other spans has shown it, as an ordinary trace.
                isPinned = isPinned && TryTake(_pinnedRate);
            }
            else if (trace.State == HeldState.Open && (!isHeld || !TryTake(isPinned ? _pinnedRate : _ordinaryRate)))
            {
                EvictOpen(trace);
                return;
            }

            if (TryShow(trace))
            {
                trace.HasEnded = true;
                trace.IsPinned = isPinned;
                _durations.Add(trace.Root.Duration);
                Remember(trace);
                MakeRoom();
            }
        }
    }

    // A span outside of requests, whose root may never end, or a late span. A trace that is too many stays open: the next of its spans asks again.
    private void Update(HeldTrace trace)
    {
        lock (_gate)
        {
            if ((trace.State != HeldState.Open || TryTake(_ordinaryRate)) && TryShow(trace))
            {
                Remember(trace);
            }

            MakeRoom();
        }
    }

    // Under the lock.
    private static bool TryTake(TraceRate? rate) => rate?.TryTake() != false;

    // Under the lock. Takes a trace out of its list, so that it can come into the list of its kind; false if it was evicted.
    private bool TryShow(HeldTrace trace)
    {
        if (trace.State == HeldState.Shown)
        {
            return true;
        }

        if (trace.State == HeldState.Open && _shown.ContainsKey(trace.Key))
        {
            // Its root was forgotten among too many open spans, and has come back.
            EvictOpen(trace);
        }

        if (!trace.TryShow())
        {
            return false;
        }

        _open.Remove(trace.Node);
        _shown.Add(trace.Key, trace);
        return true;
    }

    // Under the lock.
    private void Remember(HeldTrace trace)
    {
        var kind = trace.IsPinned ? _pinned : _ordinary;
        if (trace.Kind == kind)
        {
            kind.Recount(trace);
        }
        else
        {
            trace.Kind?.Remove(trace);
            kind.Add(trace);
            trace.Kind = kind;
        }

        if (trace.Change > 0)
        {
            _changed.Remove(trace.ChangeNode);
        }

        trace.Change = ++_change;
        _changed.AddLast(trace.ChangeNode);
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
        while (_shown.Count > maxTraces)
        {
            Evict(_ordinary.Count == 0 || _pinned.Count > maxTraces / 2 ? _pinned : _ordinary);
        }

        while (Volatile.Read(ref _bytes) is var bytes && bytes > maxBytes)
        {
            var open = bytes - _ordinary.Bytes - _pinned.Bytes;
            if (_shown.Count > 0 && open <= maxBytes / 2)
            {
                // Beside many open and pinned traces the newest ones still have a quarter of the room.
                Evict(_ordinary.Count == 0 || _pinned.Bytes > Math.Min(maxBytes / 2, (maxBytes / 4 * 3) - open) ? _pinned : _ordinary);
            }
            else if (_open.First is { } oldest)
            {
                // Traces that have not ended take more than half of the room.
                EvictOpen(oldest.Value);
            }
            else
            {
                // Another thread has added a span to a shown trace, and not yet counted it there.
                return;
            }
        }
    }

    private void Evict(RetainedTraces kind)
    {
        var trace = kind.Oldest!;
        kind.Remove(trace);
        _shown.Remove(trace.Key);
        _changed.Remove(trace.ChangeNode);
        if (trace.HasEnded)
        {
            _durations.Remove(trace.Root.Duration);
        }

        Interlocked.Add(ref _bytes, -trace.Evict());
        _evicted++;
        _removed.Add(++_change, trace.Key);
    }

    private void EvictOpen(HeldTrace trace)
    {
        _open.Remove(trace.Node);
        Interlocked.Add(ref _bytes, -trace.Evict());
        _evicted++;
    }
}
