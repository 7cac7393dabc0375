namespace TracedLlm.Apis;

/// <summary>A request that generates nothing. Only the gateway's metadata is read.</summary>
[PayloadMap]
internal readonly partial struct GatewayRequest : IRequestMap<GatewayRequest>
{
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }

    public string? Model => null;

    public bool? Stream => null;

    public string? User => null;

    public void Describe(LlmTagWriter tags, bool content)
    {
    }
}
