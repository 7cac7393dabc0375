namespace TracedLlm.Apis;

/// <summary>A request that generates nothing. Only the gateway's metadata is read.</summary>
[PayloadMap]
internal readonly partial struct GatewayRequest : IRequestMap<GatewayRequest>
{
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }

    public string? Model => null;

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
    }
}
