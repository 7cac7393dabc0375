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
    private readonly List<Activity> _late = [];
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
                _late.Add(span.Activity);
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

    /// <summary>Takes <paramref name="activity"/> off; <see langword="true"/> for the one caller that may end it.</summary>
    public bool Release(Activity activity)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            var index = IndexOf(activity);
            if (index < 0)
            {
                return _late.Remove(activity);
            }

            _open.RemoveAt(index);
            return true;
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
                var index = IndexOf(activity);
                if (index >= 0 && (!guardrail || _open[index].Owner is GuardrailSpan))
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

    /// <summary>What is known of <paramref name="activity"/>; <see langword="null"/> if it is no span that is open.</summary>
    public SpanOwner? OwnerOf(Activity activity)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            var index = IndexOf(activity);
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
            var index = _open.FindIndex(static open => open.Owner is CallSpan { IsAttempt: true, HasFailed: true });
            if (index < 0)
            {
                return null;
            }

            var failed = _open[index];
            _open.RemoveAt(index);
            return failed;
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

    private void Exit(bool taken)
    {
        if (taken)
        {
            _gate.Exit(useMemoryBarrier: false);
        }
    }

    // From the end, where the span that is looked for most often is.
    private int IndexOf(Activity activity)
    {
        var open = CollectionsMarshal.AsSpan(_open);
        for (var i = open.Length - 1; i >= 0; i--)
        {
            if (open[i].Activity == activity)
            {
                return i;
            }
        }

        return -1;
    }
}
