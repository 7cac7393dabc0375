namespace TracedLlm;

/// <summary>The request of <c>POST /v1/vector_stores/{id}/search</c>.</summary>
[PayloadMap]
internal readonly partial struct VectorStoreSearchRequest : IRequestMap<VectorStoreSearchRequest>
{
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("max_num_results", Tag = GenAi.RequestTopK)] public double? MaxResults { get; init; }
    [PayloadField("query")] public string[]? Query { get; init; }

    public string? Model => null;

    public bool? Stream => null;

    public string? User => null;

    public void Describe(LlmTagWriter tags, bool content)
    {
        if (content && Query is { Length: > 0 })
        {
            tags.Add(GenAi.RetrievalQueryText, string.Join('\n', Query));
        }
    }
}
