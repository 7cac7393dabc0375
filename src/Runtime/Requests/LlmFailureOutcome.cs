namespace TracedLlm;

/// <summary>How a request failed: the values of <c>litellm.outcome</c> that stand for a failure.</summary>
public enum LlmFailureOutcome
{
    /// <summary>The gateway or the providers failed: <c>error</c>.</summary>
    Error,

    /// <summary>A guardrail blocked the request: <c>blocked</c>.</summary>
    Blocked,

    /// <summary>The gateway answered with a 4xx, or with a 503 and <c>Retry-After</c>, before any guardrail or provider call: <c>refused</c>.</summary>
    Refused,
}
