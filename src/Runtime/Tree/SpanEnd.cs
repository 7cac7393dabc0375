using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Metrics;

namespace TracedLlm.Tree;

/// <summary>Stops activities, and keeps <see cref="Activity.Current"/> unless the stopped activity is the current one.</summary>
internal static class SpanEnd
{
    /// <summary>
    /// Makes <paramref name="previous"/> current, if <paramref name="activity"/> is current: its work has ended, and it is stopped later.
    /// </summary>
    public static void RestoreCurrent(Activity activity, Activity? previous)
    {
        if (Activity.Current == activity)
        {
            Activity.Current = previous;
        }
    }

    /// <summary>
    /// Stops <paramref name="activity"/> and passes a span of a request to the observers. <see cref="Activity.Stop"/> makes the
    /// activity current that was current at the start. That is right only if the stopped activity is the current one. An attempt
    /// that ends with a stream, or <c>litellm_request</c>, is not the current one.
    /// </summary>
    /// <param name="activity">The activity. A span of a request is stopped once; stopping another one twice does nothing.</param>
    /// <param name="previous">The activity that becomes current if <paramref name="activity"/> is current.</param>
    /// <param name="request">The request of the span; <see langword="null"/> for a span outside a traced request.</param>
    /// <param name="isInconclusive">Whether it is an <c>auth</c> stage that did not identify the caller (<see cref="SpanEnding.IsInconclusive"/>).</param>
    public static void Stop(Activity activity, Activity? previous, IExportedRequest? request, bool isInconclusive = false)
    {
        var current = Activity.Current;
        var isRestored = false;
        if (request is null)
        {
            OpenCall.Unmark(activity);
        }

        try
        {
            if (current != activity && ExecutionContext.Capture() is { } context)
            {
                // The context comes back as it was. A set of Activity.Current would make a new one, and the id of its activity as a text.
                ExecutionContext.Run(context, static state => ((Activity)state!).Stop(), activity);
                isRestored = true;
            }
            else
            {
                // Stop restores the right activity except in two cases: the activity is stopped already, or it is a root, for which
                // SpanStart.StartActivity set Activity.Current to null.
                var restores = current == activity && !activity.IsStopped && (previous is null || activity.ParentSpanId != default);
                activity.Stop();
                isRestored = restores;
            }
        }
        catch (Exception exception)
        {
            // A listener threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
        }

        if (!isRestored)
        {
            Activity.Current = current == activity ? previous : current;
        }

        if (request is not null)
        {
            // Only one caller removes a span from the tree, so the observers get the span once.
            SpanObservers.Notify(new(activity, request, isInconclusive));
        }
    }
}
