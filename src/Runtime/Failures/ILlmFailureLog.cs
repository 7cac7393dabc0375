namespace TracedLlm;

/// <summary>
/// Receives every failed request to a traced route, once. It is the one place to log, count or bill failures of all routes,
/// exceptions and handlers. Register an implementation with
/// <c>services.AddSingleton&lt;ILlmFailureLog, MyLog&gt;()</c>; all registered implementations are called, in the order of registration.
/// </summary>
/// <remarks>
/// The runtime calls it when the response has ended and before the request's spans end, so that attributes can still be set on
/// the spans. It is also called with tracing off and for requests that are not sampled. It is not called for a request that
/// succeeded, or whose caller left. The request's trace is the current one during the call. An exception of an implementation is
/// counted (<c>tracedllm.failure_log.failures</c>) and changes nothing. See <c>docs/failures.md</c>.
/// </remarks>
public interface ILlmFailureLog
{
    /// <summary>Logs a failed request. The request's spans end after this call, so put slow work into a queue.</summary>
    /// <param name="failure">The failed request.</param>
    void Log(LlmFailure failure);
}
