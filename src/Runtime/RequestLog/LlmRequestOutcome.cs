namespace TracedLlm;

/// <summary>How a request ended: the values of <c>litellm.outcome</c>.</summary>
public enum LlmRequestOutcome
{
    /// <summary>The request completed: <c>ok</c>.</summary>
    Ok,

    /// <summary>The gateway or the providers failed: <c>error</c>.</summary>
    Error,

    /// <summary>A guardrail blocked the request: <c>blocked</c>.</summary>
    Blocked,

    /// <summary>The gateway answered with a 4xx, or with a 503 and <c>Retry-After</c>, before any guardrail or provider call: <c>refused</c>.</summary>
    Refused,

    /// <summary>The caller left before the response was complete, or the gateway stopped: <c>cancelled</c>. There may be usage.</summary>
    Cancelled,
}
