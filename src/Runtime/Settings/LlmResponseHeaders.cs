namespace TracedLlm;

/// <summary>What the response of a traced route says of its trace, in headers.</summary>
[Flags]
public enum LlmResponseHeaders
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// LiteLLM's: <c>x-litellm-call-id</c>, <c>x-litellm-attempted-retries</c>, <c>x-litellm-attempted-fallbacks</c> and, where
    /// <see cref="LlmTrace.SetRetryLimits"/> states them, <c>x-litellm-max-retries</c> and <c>x-litellm-max-fallbacks</c>.
    /// </summary>
    LiteLlm = 1,

    /// <summary><c>traceparent</c>, naming the root span; absent where there is none.</summary>
    TraceParent = 2,
}
