using TracedLlm.Content;

namespace TracedLlm.Apis.Audio;

/// <summary>The fields of <c>POST /v1/audio/transcriptions</c> and <c>/v1/audio/translations</c>.</summary>
[PayloadMap]
internal readonly partial struct TranscriptionRequest : IRequestMap<TranscriptionRequest>
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
    [PayloadField("temperature", Tag = GenAi.RequestTemperature)] public double? Temperature { get; init; }
    [PayloadField("prompt")] public Utf8Json Prompt { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
        if (content)
        {
            ContentAttribute.UserTexts(tags, Prompt);
        }
    }
}
