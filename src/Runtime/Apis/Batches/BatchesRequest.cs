using TracedLlm.Facts;

namespace TracedLlm.Apis.Batches;

/// <summary>The request of <c>POST /v1/batches</c> and of Anthropic's <c>POST /v1/messages/batches</c>, whose inner requests are not read.</summary>
[PayloadMap]
internal readonly partial struct BatchesRequest : IRequestMap<BatchesRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("endpoint", Tag = LibraryAttributes.RequestBatchEndpoint)] public string? Endpoint { get; init; }

    public bool? Stream => null;

    public string? User => null;

    public void Describe(LlmTagWriter tags, bool content)
    {
    }
}
