namespace TracedLlm;

/// <summary>
/// Receives every request to a traced route after its end, once: for billing, audit and statistics. Register an implementation with
/// <c>services.AddSingleton&lt;ILlmRequestLog, MyLog&gt;()</c>; every registered implementation receives every request.
/// </summary>
/// <remarks>
/// <para>
/// The runtime calls it whatever the ending: success, failure, refusal, block, disconnect of the caller, shutdown. A session of a
/// WebSocket is one request. It does not depend on tracing: a request that is not sampled is recorded for the log alone, and no backend
/// receives it. So a registered log costs, for each request that is not sampled, as much as a sampled request without its export.
/// </para>
/// <para>
/// Each implementation has its own queue (<see cref="TracedLlmOptions.MaxRequestLogQueue"/>) and receives one record after the other,
/// never on the thread of a request. A record that finds the queue full, that the implementation fails to log, or that waits at the end
/// of the shutdown is lost: <c>tracedllm.request_log.lost</c> counts it, and the log says so. See <c>docs/request-log.md</c>.
/// </para>
/// </remarks>
public interface ILlmRequestLog
{
    /// <summary>Logs a request that has ended. The next record waits until the returned task has completed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Is cancelled when the shutdown waits no longer.</param>
    /// <returns>The task of the work. If it fails, the runtime logs its exception, and does not try again.</returns>
    ValueTask LogAsync(LlmRequestRecord request, CancellationToken cancellationToken);
}
