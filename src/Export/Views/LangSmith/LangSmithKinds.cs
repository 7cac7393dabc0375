using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.LangSmith;

/// <summary>Values of <c>langsmith.span.kind</c>.</summary>
internal static class LangSmithKinds
{
    /// <summary>The kind of a span of <paramref name="kind"/>. LangSmith has no kind for agents and guardrails.</summary>
    public static string FindKind(ApiKind kind) => kind switch
    {
        ApiKind.Generation => "llm",
        ApiKind.Embedding => "embedding",
        ApiKind.Rerank or ApiKind.Retrieval => "retriever",
        ApiKind.Tool => "tool",
        _ => "chain",
    };
}
