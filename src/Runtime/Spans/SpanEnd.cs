using System.Diagnostics;

namespace TracedLlm;

/// <summary>Stops an activity without disturbing whose turn it is.</summary>
internal static class SpanEnd
{
    /// <summary>
    /// Stops <paramref name="activity"/>. <see cref="Activity.Stop"/> makes current what was current at its start, which is
    /// only right for the activity that is current now: an attempt that a stream closes, or <c>litellm_request</c>, is not.
    /// </summary>
    /// <param name="activity">The activity; stopping it twice does nothing.</param>
    /// <param name="previous">What becomes current if <paramref name="activity"/> is.</param>
    public static void Stop(Activity activity, Activity? previous)
    {
        var current = Activity.Current;
        var isRestored = false;
        try
        {
            // What it puts back is right, unless it does nothing, or is a root that did not see what was current at its
            // start (SpanStart.Under).
            var restores = current == activity && !activity.IsStopped && (previous is null || activity.ParentSpanId != default);
            activity.Stop();
            isRestored = restores;
        }
        catch (Exception exception)
        {
            // A listener's fault; the request goes on.
            TraceCounters.ListenerFailed(exception);
        }

        if (!isRestored)
        {
            Activity.Current = current == activity ? previous : current;
        }
    }
}
