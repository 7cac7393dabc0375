using System.Diagnostics;

namespace TracedLlm;

/// <summary>How an exception is written on a span: status, <c>error.type</c>, and one <c>exception</c> event a request.</summary>
internal static class SpanErrors
{
    /// <summary>Marks <paramref name="activity"/> as failed by <paramref name="exception"/>.</summary>
    /// <param name="activity">The span.</param>
    /// <param name="exception">What left it.</param>
    /// <param name="trace">The request; <see langword="null"/> outside of one.</param>
    /// <param name="withStackTrace">
    /// Whether the event carries the stack trace. A stage's exception is often a refusal, which is known when the request ends:
    /// the span of the failure has the stack trace then.
    /// </param>
    public static void Record(Activity activity, Exception exception, RequestState? trace, bool withStackTrace = true)
    {
        Fail(activity, ErrorTypeName.FromException(exception), ExceptionText.MessageOf(exception, trace?.Secrets ?? []));
        if (trace is null || trace.ClaimExceptionEvent(exception))
        {
            Describe(activity, exception, trace, withStackTrace);
        }
    }

    /// <summary>Adds the <c>exception</c> event, its texts within bounds and without secrets. The names are those of <see cref="Activity.AddException"/>.</summary>
    public static void Describe(Activity activity, Exception exception, RequestState? trace, bool withStackTrace)
    {
        var tags = new ActivityTagsCollection
        {
            ["exception.message"] = ExceptionText.MessageOf(exception, trace?.Secrets ?? []),
            ["exception.type"] = ErrorTypeName.FromException(exception),
        };
        if (withStackTrace)
        {
            tags["exception.stacktrace"] = ExceptionText.StackTraceOf(exception, trace?.Secrets ?? []);
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
