namespace TracedLlm.Export;

/// <summary>The names of a span's attributes.</summary>
public enum OtlpView
{
    /// <summary>OpenTelemetry's conventions for generative AI, with TracedLlm's own names where there are none: <c>semantic_conventions</c>.</summary>
    SemanticConventions,

    /// <summary>LiteLLM's names, for dashboards that exist: <c>litellm</c>.</summary>
    LiteLlm,

    /// <summary>Langfuse's, for a collector in front of it: <c>langfuse</c>.</summary>
    Langfuse,

    /// <summary>OpenInference's, for a collector in front of Phoenix or Arize: <c>openinference</c>.</summary>
    OpenInference,

    /// <summary>LangSmith's, for a collector in front of it: <c>langsmith</c>.</summary>
    LangSmith,
}
