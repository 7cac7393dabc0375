namespace TracedLlm;

/// <summary>The naming scheme of a request's spans.</summary>
public enum SpanNames
{
    /// <summary>
    /// The names of LiteLLM: <c>Received Proxy Server Request</c>, <c>litellm_request</c>, <c>guardrail</c>, … This is the
    /// default.
    /// </summary>
    LiteLlm,

    /// <summary>
    /// The names of OpenTelemetry's semantic conventions: <c>POST /v1/messages</c>, <c>chat gpt-4o</c>, <c>apply_guardrail
    /// pii</c>, …
    /// </summary>
    SemanticConventions,
}
