namespace TracedLlm;

/// <summary>The request of <c>POST /v1/rerank</c>.</summary>
[PayloadMap]
internal readonly partial struct RerankRequest : IRequestMap<RerankRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("stream", Tag = GenAi.RequestStream)] public bool? Stream { get; init; }
    [PayloadField("user")] public string? User { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("top_n", Tag = GenAi.RequestTopK)] public double? TopN { get; init; }
    [PayloadField("query", Tag = GenAi.RetrievalQueryText, Content = true)] public string? Query { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
    }
}
