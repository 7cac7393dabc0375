using TracedLlm.Content;

namespace TracedLlm.Apis.Images;

/// <summary>The request of <c>/v1/images/generations</c>, <c>/v1/images/edits</c> and <c>/v1/images/variations</c>.</summary>
[PayloadMap]
internal readonly partial struct ImagesRequest : IRequestMap<ImagesRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("stream", Tag = GenAi.RequestStream)] public bool? Stream { get; init; }
    [PayloadField("user")] public Utf8Json User { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("n")] public long? Choices { get; init; }
    [PayloadField("prompt")] public Utf8Json Prompt { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(GenAi.RequestChoiceCount, Choices == 1 ? null : Choices);
        if (content)
        {
            ContentAttribute.UserTexts(tags, Prompt);
        }
    }
}
