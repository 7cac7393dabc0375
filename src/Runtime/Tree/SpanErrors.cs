using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Metrics;

namespace TracedLlm.Tree;

/// <summary>
/// Writes an exception on a span: the status, <c>error.type</c>, and the <c>exception</c> event, which a request has once for
/// each exception.
/// </summary>
internal static class SpanErrors
{
    /// <summary>Marks <paramref name="activity"/> as failed by <paramref name="exception"/>.</summary>
    /// <param name="activity">The span.</param>
    /// <param name="exception">The exception that left the span's method.</param>
    /// <param name="request">The request; <see langword="null"/> outside a request.</param>
    /// <param name="withStackTrace">
    /// Whether the event has the stack trace. The exception of a stage is often a refusal, but that is known only when the
    /// request ends. Then the failure span gets the stack trace.
    /// </param>
    public static void Record(Activity activity, Exception exception, ITracedRequest? request, bool withStackTrace = true)
    {
        Fail(activity, ErrorTypes.NameOf(exception), ErrorText.Describe(exception, request));
        if (request is null || request.ClaimExceptionEvent(exception))
        {
            Describe(activity, exception, request, withStackTrace);
        }
    }

    /// <summary>
    /// Adds the <c>exception</c> event; its texts have a maximum length and no secrets. The names are the same as in
    /// <see cref="Activity.AddException"/>.
    /// </summary>
    public static void Describe(Activity activity, Exception exception, ITracedRequest? request, bool withStackTrace)
    {
        var tags = new ActivityTagsCollection
        {
            ["exception.message"] = ErrorText.MessageOf(exception, request),
            ["exception.type"] = ErrorTypes.NameOf(exception),
        };
        if (withStackTrace)
        {
            tags["exception.stacktrace"] = ErrorText.StackTraceOf(exception, request);
        }

        activity.AddEvent(new ActivityEvent("exception", tags: tags));
    }

    /// <summary>Marks <paramref name="activity"/> as failed.</summary>
    public static void Fail(Activity activity, string errorType, string? description)
    {
        activity.SetTag(HttpAttributes.ErrorType, errorType);
        activity.SetStatus(ActivityStatusCode.Error, description);
    }
}
