namespace TracedLlm;

/// <summary>When a guardrail runs, relative to the provider call. The attribute <c>litellm.guardrail.mode</c> has LiteLLM's name for it.</summary>
public enum GuardrailMode
{
    /// <summary>On the request, before the provider call: <c>pre_call</c>.</summary>
    PreCall,

    /// <summary>On the request, in parallel with the provider call: <c>during_call</c>.</summary>
    DuringCall,

    /// <summary>On the response, after the provider call: <c>post_call</c>.</summary>
    PostCall,

    /// <summary>Only on the data that is logged; such a guardrail never blocks: <c>logging_only</c>.</summary>
    LoggingOnly,
}
