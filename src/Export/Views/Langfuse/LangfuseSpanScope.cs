namespace TracedLlm.Export.Views.Langfuse;

/// <summary>The spans that Langfuse gets as rows. Langfuse bills rows.</summary>
internal enum LangfuseSpanScope
{
    /// <summary>All spans.</summary>
    All,

    /// <summary>The root, guardrails, <c>litellm_request</c> and attempts.</summary>
    Request,

    /// <summary><c>litellm_request</c>, and the model calls that other libraries trace.</summary>
    LlmOnly,
}
