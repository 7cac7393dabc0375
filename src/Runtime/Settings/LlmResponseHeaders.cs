namespace TracedLlm;

/// <summary>The headers about its trace that the response of a traced route has.</summary>
[Flags]
public enum LlmResponseHeaders
{
    /// <summary>No headers.</summary>
    None = 0,

    /// <summary>
    /// The headers of LiteLLM: <c>x-litellm-call-id</c>, <c>x-litellm-attempted-retries</c>, <c>x-litellm-attempted-fallbacks</c>,
    /// <c>x-litellm-response-duration-ms</c>; for a recorded request <c>x-litellm-overhead-duration-ms</c>, and
    /// <c>x-litellm-response-cost</c> (USD) if the response is not streamed and the cost is known when it starts;
    /// and, if <see cref="LlmTrace.SetRetryLimits"/> was called, <c>x-litellm-max-retries</c> and <c>x-litellm-max-fallbacks</c>.
    /// </summary>
    LiteLlm = 1,

    /// <summary><c>traceparent</c>, which names the root span. It is absent if there is no root span.</summary>
    TraceParent = 2,
}
