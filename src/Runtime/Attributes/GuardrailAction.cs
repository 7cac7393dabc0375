namespace TracedLlm;

/// <summary>What a guardrail did. The attribute <c>litellm.guardrail.action</c> has LiteLLM's name for it.</summary>
public enum GuardrailAction
{
    /// <summary>The guardrail changed nothing: <c>none</c>.</summary>
    None,

    /// <summary>The guardrail masked a part of the content, and the request goes on: <c>mask</c>.</summary>
    Mask,

    /// <summary>The guardrail stopped the request: <c>block</c>.</summary>
    Block,
}
