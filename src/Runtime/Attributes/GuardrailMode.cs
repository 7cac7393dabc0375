namespace TracedLlm;

/// <summary>When a guardrail runs, relative to the provider call; LiteLLM's names are in <c>litellm.guardrail.mode</c>.</summary>
public enum GuardrailMode
{
    /// <summary>Before the call, on the request: <c>pre_call</c>.</summary>
    PreCall,

    /// <summary>In parallel with the call, on the request: <c>during_call</c>.</summary>
    DuringCall,

    /// <summary>After the call, on the response: <c>post_call</c>.</summary>
    PostCall,

    /// <summary>On what is logged only; it never blocks: <c>logging_only</c>.</summary>
    LoggingOnly,
}
