using TracedLlm.Content;

namespace TracedLlm.Apis.Completions;

/// <summary>The request of <c>POST /v1/completions</c>; its responses are read as those of chat completions.</summary>
[PayloadMap]
internal readonly partial struct CompletionsRequest : IRequestMap<CompletionsRequest>
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
    [PayloadField("top_p", Tag = GenAi.RequestTopP)] public double? TopP { get; init; }
    [PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
    [PayloadField("frequency_penalty", Tag = GenAi.RequestFrequencyPenalty)] public double? FrequencyPenalty { get; init; }
    [PayloadField("presence_penalty", Tag = GenAi.RequestPresencePenalty)] public double? PresencePenalty { get; init; }
    [PayloadField("seed", Tag = GenAi.RequestSeed)] public long? Seed { get; init; }
    [PayloadField("stop", Tag = GenAi.RequestStopSequences)] public string[]? Stop { get; init; }
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
