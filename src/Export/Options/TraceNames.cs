namespace TracedLlm.Export;

/// <summary>The name of a trace whose caller names none.</summary>
public enum TraceNames
{
    /// <summary>The operation and the model that the caller asked for: <c>chat gpt-4o</c>. This is the default.</summary>
    Operation,

    /// <summary>LiteLLM's names: <c>litellm-acompletion</c> at Langfuse, <c>LLMRun</c> at LangSmith.</summary>
    LiteLlm,
}
