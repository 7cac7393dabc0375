using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TracedLlm;

/// <summary>
/// The spans of one request that have not ended. Every span enters and leaves it, so its lock is one that costs a single
/// interlocked operation; it is held for a few instructions and never while foreign code runs.
/// </summary>
internal sealed class OpenSpans
{
    private readonly List<OpenSpan> _open = [];
    private readonly List<OpenSpan> _late = [];
    private SpinLock _gate = new(enableThreadOwnerTracking: false);
    private bool _closed;

    /// <summary>Whether the request has ended.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Keeps <paramref name="span"/> until it ends; <see langword="false"/> if the request has ended.</summary>
    public bool Hold(in OpenSpan span)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            if (_closed)
            {
                _late.Add(span);
                return false;
            }

            _open.Add(span);
            return true;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>Takes <paramref name="activity"/> off, and sets its end; <see langword="true"/> for the one caller that may end it.</summary>
    public bool Release(Activity activity, out bool outlivesParent)
    {
        outlivesParent = false;
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
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

            _late.RemoveAt(index);
            return true;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>Whether a span of that name is open, of the gateway's own work.</summary>
    public bool Has(string name)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            foreach (ref readonly var span in CollectionsMarshal.AsSpan(_open))
            {
                if (span.Activity is { Kind: ActivityKind.Internal } activity && activity.OperationName == name)
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>The innermost open span, or guardrail, that encloses the code whose activity is <paramref name="current"/>, up to <paramref name="root"/>.</summary>
    public Activity? Enclosing(Activity? current, Activity? root, bool guardrail)
    {
        if (current is null || current == root)
        {
            return null;
        }

        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            var activity = _open.Count == 0 ? null : current;
            while (activity is not null && activity != root)
            {
                var index = IndexOf(_open, activity);
                if (index >= 0 && (!guardrail || _open[index].Owner.Role == SpanRole.Guardrail))
                {
                    return activity;
                }

                // A span of ours has its parent by context, so what encloses it is what was current when it started.
                activity = index >= 0 ? _open[index].Previous : activity.Parent;
            }

            return null;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>The call that encloses the code whose activity is <paramref name="current"/>, with no guardrail in between.</summary>
    public OpenCall? EnclosingCall(Activity? current, Activity? root)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            while (current is not null && current != root)
            {
                // After the request there are only late ones.
                var held = _closed ? _late : _open;
                var index = IndexOf(held, current);
                switch (index < 0 ? null : held[index].Owner)
                {
                    case { IsCall: true } call:
                        return new OpenCall(current, call);
                    case { Role: SpanRole.Guardrail }:
                        return null;
                }

                current = index >= 0 ? held[index].Previous : current.Parent;
            }

            return null;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>What is known of <paramref name="activity"/>; <see langword="null"/> if it is no span that is open.</summary>
    public SpanOwner? OwnerOf(Activity activity)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            var index = IndexOf(_open, activity);
            return index < 0 ? null : _open[index].Owner;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>Takes off an attempt whose provider has answered with an error; <see langword="null"/> if there is none.</summary>
    public OpenSpan? TakeFailedAttempt()
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
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
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>The innermost late span that encloses the code whose activity is <paramref name="current"/>.</summary>
    public Activity? LateAround(Activity? current)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            while (current is not null && IndexOf(_late, current) < 0)
            {
                current = current.Parent;
            }

            return current;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>Takes off the late spans that are left, in the order of their start.</summary>
    public IReadOnlyList<OpenSpan> TakeLate()
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            OpenSpan[] left = [.. _late];
            _late.Clear();
            return left;
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>The activities of the spans that are open.</summary>
    public Activity[] Open()
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            return [.. _open.Select(open => open.Activity)];
        }
        finally
        {
            Exit(taken);
        }
    }

    /// <summary>Takes off the spans that are left, in the order of their start.</summary>
    public IReadOnlyList<OpenSpan> TakeAll() => TakeAll(close: false);

    /// <summary>The request has ended: the spans that are left, in the order of their start; those that start from here on are late.</summary>
    public IReadOnlyList<OpenSpan> Close() => TakeAll(close: true);

    private OpenSpan[] TakeAll(bool close)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            Volatile.Write(ref _closed, _closed || close);
            OpenSpan[] left = [.. _open];
            _open.Clear();
            return left;
        }
        finally
        {
            Exit(taken);
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

    private void Exit(bool taken)
    {
        if (taken)
        {
            _gate.Exit(useMemoryBarrier: false);
        }
    }

    // From the end, where the span that is looked for most often is.
    private static int IndexOf(List<OpenSpan> spans, Activity activity)
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
