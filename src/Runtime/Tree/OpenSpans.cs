using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TracedLlm.Tree;

/// <summary>The tree of the spans of one request that have not ended, and of the late ones, which started after the request.</summary>
/// <remarks>
/// The lock guards both lists. It is held for a few instructions and never while code of a listener or of the gateway runs.
/// </remarks>
internal sealed class OpenSpans
{
    private readonly Lock _gate = new();
    private readonly List<OpenSpan> _open = [];

    // Few requests have late spans.
    private List<OpenSpan>? _late;
    private bool _closed;

    /// <summary>Whether the request has ended.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Keeps <paramref name="span"/> until it ends; <see langword="false"/> if the request has ended, so that the span is late.</summary>
    public bool Add(in OpenSpan span)
    {
        lock (_gate)
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

    /// <summary>Takes <paramref name="activity"/> off, and sets its end; <see langword="true"/> for the one caller that may end it.</summary>
    public bool TryRemove(Activity activity, out bool outlivesParent)
    {
        lock (_gate)
        {
            outlivesParent = false;
            var index = IndexOf(_open, activity);
            if (index >= 0)
            {
                outlivesParent = _open[index].OutlivesParent;
                _open.RemoveAt(index);
                SetEnd(activity);
                return true;
            }

            index = IndexOf(_late, activity);
            if (index < 0)
            {
                return false;
            }

            _late!.RemoveAt(index);
            return true;
        }
    }

    /// <summary>Whether a span of that name is open, of the gateway's own work.</summary>
    public bool Has(string name)
    {
        lock (_gate)
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

    /// <summary>The innermost open span that encloses the code whose activity is <paramref name="current"/>, up to <paramref name="root"/>.</summary>
    /// <param name="current">The activity of the code.</param>
    /// <param name="root">The root of the request.</param>
    /// <param name="role">The role of the span that is looked for; <see langword="null"/> for any.</param>
    public OpenSpan? FindEnclosing(Activity? current, Activity? root, SpanRole? role = null)
    {
        if (current is null || current == root)
        {
            return null;
        }

        lock (_gate)
        {
            var activity = _open.Count == 0 ? null : current;
            while (activity is not null && activity != root)
            {
                var index = IndexOf(_open, activity);
                if (index >= 0 && (role is null || _open[index].Owner.Role == role))
                {
                    return _open[index];
                }

                // A span of ours has its parent by context, so the activity that encloses it is the one that was current at its start.
                activity = index >= 0 ? _open[index].Previous : activity.Parent;
            }

            return null;
        }
    }

    /// <summary>
    /// The call that encloses the code whose activity is <paramref name="current"/>, with no guardrail in between; after the
    /// request only a late one.
    /// </summary>
    public OpenCall? FindEnclosingCall(Activity? current, Activity? root)
    {
        lock (_gate)
        {
            var held = _closed ? _late : _open;
            while (current is not null && current != root)
            {
                var index = IndexOf(held, current);
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

    /// <summary>Takes off an attempt whose provider has answered with an error; <see langword="null"/> if there is none.</summary>
    public OpenSpan? TakeFailedAttempt()
    {
        lock (_gate)
        {
            var index = _open.FindIndex(static open => open.Owner is { Role: SpanRole.Attempt, HasFailed: true });
            if (index < 0)
            {
                return null;
            }

            var failed = _open[index];
            _open.RemoveAt(index);
            SetEnd(failed.Activity);
            return failed;
        }
    }

    /// <summary>The innermost late span that encloses the code whose activity is <paramref name="current"/>.</summary>
    public Activity? FindLate(Activity? current)
    {
        lock (_gate)
        {
            while (current is not null && IndexOf(_late, current) < 0)
            {
                current = current.Parent;
            }

            return current;
        }
    }

    /// <summary>Takes off the late spans that are left, in the order of their start.</summary>
    public IReadOnlyList<OpenSpan> TakeLate()
    {
        lock (_gate)
        {
            OpenSpan[] left = [.. _late ?? []];
            _late = null;
            return left;
        }
    }

    /// <summary>The activities of the spans that are open.</summary>
    public Activity[] GetActivities()
    {
        lock (_gate)
        {
            return [.. _open.Select(static open => open.Activity)];
        }
    }

    /// <summary>Takes off the spans that are left, in the order of their start.</summary>
    public IReadOnlyList<OpenSpan> TakeAll()
    {
        lock (_gate)
        {
            OpenSpan[] left = [.. _open];
            _open.Clear();
            return left;
        }
    }

    /// <summary>The request has ended: takes off the spans that are left, in the order of their start. Spans that start from here on are late.</summary>
    public IReadOnlyList<OpenSpan> Close()
    {
        lock (_gate)
        {
            Volatile.Write(ref _closed, true);
            return TakeAll();
        }
    }

    // Under the lock, so that the order in which spans leave is that of their ends: a thread that is held up before it stops
    // its span cannot make it longer than the parent that another thread ends meanwhile.
    private static void SetEnd(Activity activity)
    {
        if (activity.Duration == TimeSpan.Zero)
        {
            activity.SetEndTime(DateTime.UtcNow);
        }
    }

    // From the end, where the span that is looked for most often is.
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
