namespace TracedLlm;

/// <summary>
/// Is told of every failed request to a traced route, once: the one place to log, count or bill failures, whatever route,
/// exception or handler made them. Register an implementation with
/// <c>services.AddSingleton&lt;ILlmFailureLog, MyLog&gt;()</c>; all that are registered are called, in that order.
/// </summary>
/// <remarks>
/// Called when the response has ended and before the request's spans do, so that attributes can still be set on them; with
/// tracing off and for requests that are not sampled, too. Not called for a request that ended well, nor for one whose caller
/// left. The request's trace is the current one during the call. What an implementation throws is counted
/// (<c>tracedllm.failure_log.failures</c>) and changes nothing. See <c>docs/failures.md</c>.
/// </remarks>
public interface ILlmFailureLog
{
    /// <summary>A request has failed. The request's spans wait for this call: leave slow work to a queue.</summary>
    /// <param name="failure">What is known of it.</param>
    void Log(LlmFailure failure);
}
