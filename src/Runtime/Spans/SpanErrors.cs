using System.Diagnostics;

namespace TracedLlm;

/// <summary>How an exception is written on a span: status, <c>error.type</c>, and one <c>exception</c> event a request.</summary>
internal static class SpanErrors
{
    /// <summary>Marks <paramref name="activity"/> as failed by <paramref name="exception"/>.</summary>
    public static void Record(Activity activity, Exception exception, LlmTrace? trace)
    {
        Fail(activity, TypeOf(exception), exception.Message);
        if (trace is null || trace.ClaimExceptionEvent(exception))
        {
            activity.AddException(exception);
        }
    }

    /// <summary>Marks <paramref name="activity"/> as failed.</summary>
    public static void Fail(Activity activity, string errorType, string? description)
    {
        activity.SetTag(HttpAttributes.ErrorType, errorType);
        activity.SetStatus(ActivityStatusCode.Error, description);
    }

    /// <summary><c>error.type</c> of an exception: its full type name, as the convention says.</summary>
    public static string TypeOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;
}
