namespace TracedLlm;

/// <summary>The stages that every LLM gateway has.</summary>
public enum LlmStage
{
    /// <summary>The gateway finds out who the caller is: span <c>auth</c>.</summary>
    Auth,

    /// <summary>
    /// The gateway prepares guardrails and provider calls: span <c>proxy_pre_call</c>, or <c>pre_call</c> with
    /// <see cref="SpanNames.SemanticConventions"/>.
    /// </summary>
    PreCall,
}
