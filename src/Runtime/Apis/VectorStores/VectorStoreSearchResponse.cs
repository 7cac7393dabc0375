namespace TracedLlm;

/// <summary>The response of a search in a vector store.</summary>
[PayloadMap]
internal readonly partial struct VectorStoreSearchResponse
{
    [PayloadField("data")] public Utf8Json Data { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
