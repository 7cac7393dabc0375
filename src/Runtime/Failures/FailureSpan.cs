using System.Diagnostics;
using System.Globalization;
using TracedLlm.Facts;
using TracedLlm.Tree;

namespace TracedLlm.Failures;

/// <summary>Writes the span <c>Failed Proxy Server Request</c>, and ends it at once.</summary>
internal sealed class FailureSpan : ILlmFailureLog
{
    public void Log(LlmFailure failure)
    {
        var trace = failure.Trace.State;
        if (!trace.IsRecording)
        {
            return;
        }

        var exception = failure.Exception;
        var tags = CreationTags.Rent();
        tags.Add(HttpAttributes.ErrorType, failure.ErrorType);
        tags.Add(LibraryAttributes.ErrorCode, failure.StatusCode >= 400 ? failure.StatusCode.ToString(CultureInfo.InvariantCulture) : null);
        tags.Add(LibraryAttributes.ErrorMessage, failure.Message);
        tags.Add(LibraryAttributes.ProviderErrorType, failure.Provider?.ProviderType);
        tags.Add(LibraryAttributes.ProviderErrorCode, failure.Provider?.ProviderCode);
        tags.Add(LibraryAttributes.ErrorProvider, trace.Attempts.Provider);
        tags.Add(LibraryAttributes.ErrorStackTrace, exception is null || failure.IsExpected ? null : ErrorText.StackTraceOf(exception, trace));
        tags.Add(GenAi.RequestModel, trace.Model);
        tags.Add(LiteLlm.CallId, trace.CallId);
        tags.AddClean(trace.EverySpan.Tags);
        tags.AddClean(trace.Caller.Known);

        // A span lasts at least one tick, and it must not end after its parent.
        var end = trace.GetEndTime();
        var current = Activity.Current;
        var span = SpanStart.StartActivity(current, trace.Context, trace.Naming.Failure, ActivityKind.Internal, tags, new DateTimeOffset(end.AddTicks(-1)));
        Activity.Current = current;
        if (span is null)
        {
            return;
        }

        span.SetStatus(ActivityStatusCode.Error, failure.Message);
        if (exception is not null && trace.ClaimExceptionEvent(exception))
        {
            SpanErrors.Describe(span, exception, trace, withStackTrace: !failure.IsExpected);
        }

        span.SetEndTime(end);
        SpanEnd.Stop(span, previous: null, trace);
    }
}
