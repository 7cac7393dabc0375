using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TracedLlm.Tree;

/// <summary>The open spans of one request, and its late spans: late spans started after the request ended.</summary>
/// <remarks>
/// The lock guards the lists and <c>_closed</c>. It is held for a few instructions, and never while code of a listener or of the
/// gateway runs. The object itself is the lock, because every request has one: no code outside the assembly has the object.
/// </remarks>
internal sealed class OpenSpans
{
    // The open spans of requests that have ended. Nothing is added to it.
    private static readonly List<OpenSpan> None = [];

    // A request may have had any number of open spans. A longer list is not kept, because each thread keeps one.
    private const int MostKept = 64;

    // The list of one request after the other that ends on a thread.
    [ThreadStatic]
    private static List<OpenSpan>? t_free;

    private List<OpenSpan> _open = RentList();

    // Null until the first late span, because few requests have late spans.
    private List<OpenSpan>? _late;
    private bool _closed;

    // Attempts that ended because another attempt followed while their methods run. Null until the first one.
    private List<OpenSpan>? _failed;

    // Spans that a thread has removed and has not stopped yet. Changed without the lock, as _isOver is.
    private int _stopping;
    private bool _isOver;

    /// <summary>Whether the request has ended. It is read without the lock; a writer holds the lock.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Adds <paramref name="span"/>; <see langword="false"/> if the request has ended, so that the span is late.</summary>
    public bool Add(in OpenSpan span)
    {
        lock (this)
        {
            if (_closed)
            {
                (_late ??= []).Add(span);
                return false;
            }

            _open.Add(span);
            return true;
        }
    }

    /// <summary>Whether a thread has removed a span and has not stopped it yet.</summary>
    public bool IsStopping => Volatile.Read(ref _stopping) > 0;

    /// <summary>
    /// Removes <paramref name="activity"/> and sets its end. It returns <see langword="true"/> to one caller only, which stops
    /// the span and calls <see cref="NoteStopped"/> after that.
    /// </summary>
    public bool TryRemove(Activity activity, out bool outlivesParent)
    {
        lock (this)
        {
            outlivesParent = false;
            var index = IndexOf(_open, activity);
            if (index >= 0)
            {
                outlivesParent = _open[index].OutlivesParent;
                _open.RemoveAt(index);
                SetEnd(activity);
                Interlocked.Increment(ref _stopping);
                return true;
            }

            var others = IndexOf(_failed, activity) >= 0 ? _failed : _late;
            index = IndexOf(others, activity);
            if (index < 0)
            {
                return false;
            }

            others!.RemoveAt(index);
            Interlocked.Increment(ref _stopping);
            return true;
        }
    }

    /// <summary>Whether an internal span with that name is open.</summary>
    public bool Has(string name)
    {
        lock (this)
        {
            foreach (ref readonly var span in CollectionsMarshal.AsSpan(_open))
            {
                if (span.Activity is { Kind: ActivityKind.Internal } activity && activity.OperationName == name)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Returns the innermost open span that encloses the code whose activity is <paramref name="current"/>; the search ends at
    /// <paramref name="root"/>.
    /// </summary>
    /// <param name="current">The activity of the code.</param>
    /// <param name="root">The root of the request.</param>
    /// <param name="role">The role of the span; <see langword="null"/> for any role.</param>
    public OpenSpan? FindEnclosing(Activity? current, Activity? root, SpanRole? role = null)
    {
        if (current is null || current == root)
        {
            return null;
        }

        lock (this)
        {
            var activity = _open.Count == 0 ? null : current;
            while (activity is not null && activity != root)
            {
                var index = IndexOf(_open, activity);
                if (index >= 0 && (role is null || _open[index].Owner.Role == role))
                {
                    return _open[index];
                }

                // A span of the request has its parent by context and not by Activity.Parent. The activity that encloses it is
                // the activity that was current at its start.
                activity = index >= 0 ? _open[index].Previous
                    : IndexOf(_failed, activity) is >= 0 and var failed ? _failed![failed].Previous
                    : activity.Parent;
            }

            return null;
        }
    }

    /// <summary>
    /// Returns the call that encloses the code whose activity is <paramref name="current"/>, if no guardrail is between
    /// them: an open one, or a failed one whose method runs. After the request only late calls are searched.
    /// </summary>
    public OpenCall? FindEnclosingCall(Activity? current, Activity? root)
    {
        lock (this)
        {
            var held = _closed ? _late : _open;
            while (current is not null && current != root)
            {
                var index = IndexOf(held, current);
                if (index < 0 && IndexOf(_failed, current) is >= 0 and var failed)
                {
                    return new OpenCall(current, _failed![failed].Owner);
                }

                if (index < 0)
                {
                    current = current.Parent;
                    continue;
                }

                if (held![index].Owner is { IsCall: true } call)
                {
                    return new OpenCall(current, call);
                }

                if (held[index].Owner.Role == SpanRole.Guardrail)
                {
                    return null;
                }

                current = held[index].Previous;
            }

            return null;
        }
    }

    /// <summary>
    /// The span that the caller removed with <see cref="TryRemove"/> or <see cref="TakeFailedAttempt"/> has stopped, or its request
    /// holds it.
    /// </summary>
    /// <returns>Whether the request was over before, and no other span of it is left to stop.</returns>
    public bool NoteStopped() => Interlocked.Decrement(ref _stopping) == 0 && Volatile.Read(ref _isOver);

    /// <summary>The request is over: all its spans have stopped but those that other threads have removed.</summary>
    /// <returns>Whether there are no such spans; otherwise the last call of <see cref="NoteStopped"/> returns <see langword="true"/>.</returns>
    public bool TryEnd()
    {
        // Either this thread sees the last decrement, or the thread of the last decrement sees this.
        Volatile.Write(ref _isOver, true);
        Interlocked.MemoryBarrier();
        return !IsStopping;
    }

    /// <summary>
    /// Removes and returns an attempt that has failed; <see langword="null"/> if there is none. The caller ends it and calls
    /// <see cref="NoteStopped"/> after that.
    /// </summary>
    /// <param name="running">
    /// An attempt whose method still runs. It has its end, and its method can make further calls; the method stops the span.
    /// </param>
    public OpenSpan? TakeFailedAttempt(Activity? running)
    {
        lock (this)
        {
            var index = _open.FindIndex(static open => open.Owner is { Role: SpanRole.Attempt, HasFailed: true });
            if (index < 0)
            {
                return null;
            }

            var failed = _open[index];
            _open.RemoveAt(index);
            SetEnd(failed.Activity);
            Interlocked.Increment(ref _stopping);
            if (failed.Activity == running)
            {
                (_failed ??= []).Add(failed);
            }

            return failed;
        }
    }

    /// <summary>Returns the innermost late span that encloses the code whose activity is <paramref name="current"/>.</summary>
    public Activity? FindLate(Activity? current)
    {
        lock (this)
        {
            while (current is not null && IndexOf(_late, current) < 0)
            {
                current = current.Parent;
            }

            return current;
        }
    }

    /// <summary>Removes and returns the remaining late spans, in the order of their start.</summary>
    public IReadOnlyList<OpenSpan> TakeLate()
    {
        lock (this)
        {
            OpenSpan[] left = [.. _late ?? []];
            _late = null;
            return left;
        }
    }

    /// <summary>Returns the activities of the open spans.</summary>
    public Activity[] GetActivities()
    {
        lock (this)
        {
            return [.. _open.Select(static open => open.Activity)];
        }
    }

    /// <summary>Returns the activities of the open attempts.</summary>
    public Activity[] GetAttempts()
    {
        lock (this)
        {
            return [.. _open.Where(static open => open.Owner.Role == SpanRole.Attempt).Select(static open => open.Activity)];
        }
    }

    /// <summary>Removes and returns the remaining open spans, in the order of their start.</summary>
    public IReadOnlyList<OpenSpan> TakeAll()
    {
        lock (this)
        {
            if (_failed is null && _open.Count == 0)
            {
                return [];
            }

            OpenSpan[] left = [.. _failed ?? [], .. _open];
            _failed = null;
            _open.Clear();
            return left;
        }
    }

    /// <summary>
    /// The request has ended: removes and returns the remaining open spans, in the order of their start. Spans that start after
    /// that are late.
    /// </summary>
    public IReadOnlyList<OpenSpan> Close()
    {
        lock (this)
        {
            Volatile.Write(ref _closed, true);
            var left = TakeAll();
            if (_open != None)
            {
                t_free = _open.Capacity <= MostKept ? _open : t_free;
                _open = None;
            }

            return left;
        }
    }

    private static List<OpenSpan> RentList()
    {
        var list = t_free ?? [];
        t_free = null;
        return list;
    }

    // Called under the lock, so that spans are removed in the order of their ends. A thread can be suspended before it stops its
    // span while another thread ends the parent; the span still ends before its parent.
    private static void SetEnd(Activity activity)
    {
        if (activity.Duration == TimeSpan.Zero)
        {
            activity.SetEndTime(DateTime.UtcNow);
        }
    }

    // Searches from the end of the list: the span that is searched most often started last.
    private static int IndexOf(List<OpenSpan>? spans, Activity activity)
    {
        var held = CollectionsMarshal.AsSpan(spans);
        for (var i = held.Length - 1; i >= 0; i--)
        {
            if (held[i].Activity == activity)
            {
                return i;
            }
        }

        return -1;
    }
}
