namespace TracedLlm;

/// <summary>What a guardrail did; LiteLLM's names are in <c>litellm.guardrail.action</c>.</summary>
public enum GuardrailAction
{
    /// <summary>It let the content pass: <c>none</c>.</summary>
    None,

    /// <summary>It masked something and let the rest pass: <c>mask</c>.</summary>
    Mask,

    /// <summary>It stopped the request: <c>block</c>.</summary>
    Block,
}
