using System.Diagnostics;

namespace TracedLlm;

/// <summary>Stops an activity without disturbing whose turn it is.</summary>
internal static class SpanEnd
{
    [ThreadStatic]
    private static ITracedRequest? _traceOfEnding;

    [ThreadStatic]
    private static bool _isWithoutResult;

    /// <summary>
    /// The trace of the span that is stopping on this thread, for those who listen: nothing on an <see cref="Activity"/> leads to
    /// it without a search. <see langword="null"/> for a span outside a traced request, and while none stops.
    /// </summary>
    public static LlmTrace? TraceOfEnding => _traceOfEnding as LlmTrace;

    /// <summary>Whether the <c>auth</c> stage that is stopping on this thread has neither found out who calls nor failed.</summary>
    public static bool IsWithoutResult => _isWithoutResult;

    /// <summary>Ends an <c>auth</c> stage that has not found out who calls, so that others still may.</summary>
    public static void WithoutResult(LlmSpan auth)
    {
        _isWithoutResult = true;
        try
        {
            auth.End();
        }
        finally
        {
            _isWithoutResult = false;
        }
    }

    /// <summary>
    /// Stops <paramref name="activity"/>. <see cref="Activity.Stop"/> makes current what was current at its start, which is
    /// only right for the activity that is current now: an attempt that a stream closes, or <c>litellm_request</c>, is not.
    /// </summary>
    /// <param name="activity">The activity; stopping it twice does nothing.</param>
    /// <param name="previous">What becomes current if <paramref name="activity"/> is.</param>
    /// <param name="request">The request that it belongs to.</param>
    /// <param name="isWithoutResult">Whether it is an <c>auth</c> stage as <see cref="IsWithoutResult"/> says.</param>
    public static void Stop(Activity activity, Activity? previous, ITracedRequest? request, bool isWithoutResult)
    {
        _isWithoutResult = isWithoutResult;
        try
        {
            Stop(activity, previous, request);
        }
        finally
        {
            _isWithoutResult = false;
        }
    }

    /// <inheritdoc cref="Stop(Activity, Activity?, ITracedRequest?, bool)"/>
    public static void Stop(Activity activity, Activity? previous, ITracedRequest? request)
    {
        var outer = _traceOfEnding;
        _traceOfEnding = request;
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
        finally
        {
            _traceOfEnding = outer;
        }

        if (!isRestored)
        {
            Activity.Current = current == activity ? previous : current;
        }
    }
}
