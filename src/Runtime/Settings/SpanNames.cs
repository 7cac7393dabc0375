namespace TracedLlm;

/// <summary>Which names the spans of a request have.</summary>
public enum SpanNames
{
    /// <summary>LiteLLM's: <c>Received Proxy Server Request</c>, <c>litellm_request</c>, <c>guardrail</c>, … The default.</summary>
    LiteLlm,

    /// <summary>OpenTelemetry's: <c>POST /v1/messages</c>, <c>chat gpt-4o</c>, <c>apply_guardrail pii</c>, …</summary>
    SemanticConventions,
}
