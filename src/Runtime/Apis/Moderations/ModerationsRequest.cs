namespace TracedLlm;

/// <summary>The request of <c>POST /v1/moderations</c>.</summary>
[PayloadMap]
internal readonly partial struct ModerationsRequest : IRequestMap<ModerationsRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("stream", Tag = GenAi.RequestStream)] public bool? Stream { get; init; }
    [PayloadField("user")] public string? User { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("input")] public Utf8Json Input { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
        if (content)
        {
            ContentAttribute.UserTexts(tags, Input);
        }
    }
}
