namespace TracedLlm.RequestLog;

/// <summary>Why a record did not reach its log: the values of <c>reason</c> of <c>tracedllm.request_log.lost</c>.</summary>
internal static class RequestLogLoss
{
    public const string QueueFull = "queue_full";
    public const string Exception = "exception";
    public const string Shutdown = "shutdown";
}
