namespace TracedLlm;

/// <summary>The stages that every LLM gateway has.</summary>
public enum LlmStage
{
    /// <summary>Who is calling: span <c>auth</c>.</summary>
    Auth,

    /// <summary>What is prepared before guardrails and provider calls: span <c>proxy_pre_call</c>, or <c>pre_call</c> with semantic-convention names.</summary>
    PreCall,
}
