namespace TracedLlm.Export;

/// <summary>The names of a span's attributes.</summary>
public enum OtlpView
{
    /// <summary>OpenTelemetry's conventions for generative AI, with TracedLlm's own names where the conventions have no name: <c>semantic_conventions</c>.</summary>
    SemanticConventions,

    /// <summary>LiteLLM's names, for dashboards that were made for LiteLLM: <c>litellm</c>.</summary>
    LiteLlm,

    /// <summary>Langfuse's names, for a collector that forwards to Langfuse: <c>langfuse</c>.</summary>
    Langfuse,

    /// <summary>OpenInference's names, for a collector that forwards to Phoenix or Arize: <c>openinference</c>.</summary>
    OpenInference,

    /// <summary>LangSmith's names, for a collector that forwards to LangSmith: <c>langsmith</c>.</summary>
    LangSmith,
}
