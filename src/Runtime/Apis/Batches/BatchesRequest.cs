using TracedLlm.Facts;

namespace TracedLlm.Apis.Batches;

/// <summary>The request of <c>POST /v1/batches</c> and of Anthropic's <c>POST /v1/messages/batches</c>, whose inner requests are not read.</summary>
[PayloadMap]
internal readonly partial struct BatchesRequest : IRequestMap<BatchesRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("endpoint", Tag = LibraryAttributes.RequestBatchEndpoint)] public string? Endpoint { get; init; }

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
    }
}
