using TracedLlm.Metrics;
using TracedLlm.Requests;

namespace TracedLlm.Failures;

/// <summary>Calls the failure logs: first the registered logs, then the log that writes the failure span.</summary>
internal sealed class FailureLogs(IEnumerable<ILlmFailureLog> registered) : IFailureReport
{
    private readonly ILlmFailureLog[] _logs = [.. registered, new FailureSpan()];

    /// <summary>An instance with only the log that writes the span.</summary>
    public static FailureLogs SpanOnly { get; } = new([]);

    public void Report(RequestState request, RequestFailure requestFailure)
    {
        var failure = new LlmFailure
        {
            Exception = requestFailure.Ended.Exception,
            StatusCode = requestFailure.Ended.StatusCode,
            ErrorType = requestFailure.ErrorType,
            Message = requestFailure.Message,
            Provider = requestFailure.Ending.Failure == LlmFailureOutcome.Error ? requestFailure.Ended.Attempt : null,
            Outcome = requestFailure.Ending.Failure!.Value,
            Trace = LlmTrace.FromState(request),
        };
        using (failure.Trace.Use())
        using (RequestScope.Begin(request))
        {
            foreach (var log in _logs)
            {
                try
                {
                    log.Log(failure);
                }
                catch (Exception exception)
                {
                    TraceCounters.FailureLogFailed(exception);
                }
            }
        }
    }
}
