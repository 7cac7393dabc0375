namespace TracedLlm;

/// <summary>All who are told of failed requests: those that are registered, and the span of the failure after them.</summary>
internal sealed class FailureLogs(IEnumerable<ILlmFailureLog> registered)
{
    private readonly ILlmFailureLog[] _logs = [.. registered, new FailureSpan()];

    /// <summary>The span alone.</summary>
    public static FailureLogs SpanOnly { get; } = new([]);

    public void Report(LlmFailure failure)
    {
        using (failure.Trace.Use())
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
