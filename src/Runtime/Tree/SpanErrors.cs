using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Metrics;

namespace TracedLlm.Tree;

/// <summary>How an exception is written on a span: status, <c>error.type</c>, and one <c>exception</c> event a request.</summary>
internal static class SpanErrors
{
    /// <summary>Marks <paramref name="activity"/> as failed by <paramref name="exception"/>.</summary>
    /// <param name="activity">The span.</param>
    /// <param name="exception">What left it.</param>
    /// <param name="request">The request; <see langword="null"/> outside of one.</param>
    /// <param name="withStackTrace">
    /// Whether the event carries the stack trace. A stage's exception is often a refusal, which is known when the request ends:
    /// the span of the failure has the stack trace then.
    /// </param>
    public static void Record(Activity activity, Exception exception, ITracedRequest? request, bool withStackTrace = true)
    {
        Fail(activity, ErrorTypes.NameOf(exception), ExceptionText.MessageOf(exception, request));
        if (request is null || request.ClaimExceptionEvent(exception))
        {
            Describe(activity, exception, request, withStackTrace);
        }
    }

    /// <summary>Adds the <c>exception</c> event, its texts within bounds and without secrets. The names are those of <see cref="Activity.AddException"/>.</summary>
    public static void Describe(Activity activity, Exception exception, ITracedRequest? request, bool withStackTrace)
    {
        var tags = new ActivityTagsCollection
        {
            ["exception.message"] = ExceptionText.MessageOf(exception, request),
            ["exception.type"] = ErrorTypes.NameOf(exception),
        };
        if (withStackTrace)
        {
            tags["exception.stacktrace"] = ExceptionText.StackTraceOf(exception, request);
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
