namespace TracedLlm;

/// <summary>What a span of a traced request stands for.</summary>
public enum LlmSpanKind
{
    /// <summary>The root: the request from its arrival to the last byte of its response.</summary>
    Root,

    /// <summary>A stage of the gateway's own work, such as <c>auth</c>.</summary>
    Stage,

    /// <summary><c>litellm_request</c>: the logical call with all its attempts and guardrails.</summary>
    LlmRequest,

    /// <summary>A guardrail.</summary>
    Guardrail,

    /// <summary>An attempt at a provider.</summary>
    Attempt,

    /// <summary>A call of a model by a guardrail.</summary>
    GuardrailCall,
}
