using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Langfuse;

/// <summary>Values of <c>langfuse.observation.type</c>, lower case as Langfuse requires them.</summary>
internal static class LangfuseTypes
{
    /// <summary>The type of a span of <paramref name="kind"/>. Langfuse has no type for reranking.</summary>
    public static string FindType(ApiKind kind) => kind switch
    {
        ApiKind.Generation => "generation",
        ApiKind.Embedding => "embedding",
        ApiKind.Rerank or ApiKind.Retrieval => "retriever",
        ApiKind.Guardrail => "guardrail",
        ApiKind.Agent => "agent",
        ApiKind.Tool => "tool",
        _ => "span",
    };
}
