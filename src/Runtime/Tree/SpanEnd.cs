using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Metrics;

namespace TracedLlm.Tree;

/// <summary>Stops activities without a change of <see cref="Activity.Current"/> that their kind does not allow.</summary>
internal static class SpanEnd
{
    /// <summary>
    /// Stops <paramref name="activity"/> and passes a span of a request to the observers. <see cref="Activity.Stop"/> makes current what was current
    /// at the start, which is only right for the activity that is current now: an attempt that a stream closes, or
    /// <c>litellm_request</c>, is not.
    /// </summary>
    /// <param name="activity">The activity. A span of a request is stopped once; stopping another one twice does nothing.</param>
    /// <param name="previous">What becomes current if <paramref name="activity"/> is.</param>
    /// <param name="request">The request that it belongs to; <see langword="null"/> for a span outside of a traced request.</param>
    /// <param name="isInconclusive">Whether it is an <c>auth</c> stage as <see cref="SpanEnding.IsInconclusive"/> describes.</param>
    public static void Stop(Activity activity, Activity? previous, IExportedRequest? request, bool isInconclusive = false)
    {
        var current = Activity.Current;
        var isRestored = false;
        try
        {
            // Stop restores the right activity, unless it does nothing, or the activity is a root that did not see what was
            // current at its start (SpanStart.StartActivity).
            var restores = current == activity && !activity.IsStopped && (previous is null || activity.ParentSpanId != default);
            activity.Stop();
            isRestored = restores;
        }
        catch (Exception exception)
        {
            // A listener threw; the request goes on.
            TraceCounters.ListenerFailed(exception);
        }

        if (!isRestored)
        {
            Activity.Current = current == activity ? previous : current;
        }

        if (request is not null)
        {
            // The tree gives a span of a request to one caller, so that its observers get it once.
            SpanObservers.Notify(new(activity, request, isInconclusive));
        }
    }
}
