namespace TracedLlm;

/// <summary>How a request failed: those values of <c>litellm.outcome</c> that are failures.</summary>
public enum LlmFailureOutcome
{
    /// <summary>Something broke, in the gateway or at the providers: <c>error</c>.</summary>
    Error,

    /// <summary>A guardrail blocked it: <c>blocked</c>.</summary>
    Blocked,

    /// <summary>The gateway answered with a 4xx before any guardrail or provider call: <c>refused</c>.</summary>
    Refused,
}
