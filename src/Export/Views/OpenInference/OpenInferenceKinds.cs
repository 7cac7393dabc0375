using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>Values of <c>openinference.span.kind</c>, upper case as Langfuse requires them.</summary>
internal static class OpenInferenceKinds
{
    public const string Guardrail = "GUARDRAIL";

    /// <summary>The kind of a span of <paramref name="kind"/>.</summary>
    public static string FindKind(ApiKind kind) => kind switch
    {
        ApiKind.Generation => "LLM",
        ApiKind.Embedding => "EMBEDDING",
        ApiKind.Rerank => "RERANKER",
        ApiKind.Retrieval => "RETRIEVER",
        ApiKind.Guardrail => Guardrail,
        ApiKind.Agent => "AGENT",
        ApiKind.Tool => "TOOL",
        _ => "CHAIN",
    };
}
