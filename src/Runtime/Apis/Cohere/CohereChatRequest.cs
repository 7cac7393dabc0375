using TracedLlm.Apis.Chat;
using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.Cohere;

/// <summary>The request of Cohere's <c>POST /v2/chat</c>.</summary>
[PayloadMap]
internal readonly partial struct CohereChatRequest : IRequestMap<CohereChatRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("stream", Tag = GenAi.RequestStream)] public bool? Stream { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("temperature", Tag = GenAi.RequestTemperature)] public double? Temperature { get; init; }
    [PayloadField("p", Tag = GenAi.RequestTopP)] public double? TopP { get; init; }
    [PayloadField("k", Tag = GenAi.RequestTopK)] public double? TopK { get; init; }
    [PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
    [PayloadField("frequency_penalty", Tag = GenAi.RequestFrequencyPenalty)] public double? FrequencyPenalty { get; init; }
    [PayloadField("presence_penalty", Tag = GenAi.RequestPresencePenalty)] public double? PresencePenalty { get; init; }
    [PayloadField("seed", Tag = GenAi.RequestSeed)] public long? Seed { get; init; }
    [PayloadField("stop_sequences", Tag = GenAi.RequestStopSequences)] public string[]? StopSequences { get; init; }
    [PayloadField("response_format.type")] public string? ResponseFormat { get; init; }
    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("messages")] public Utf8Json Messages { get; init; }

    [PayloadField("user")] public Utf8Json User { get; init; }

    static Utf8Json IRequestMap<CohereChatRequest>.FindLongField(in CohereChatRequest request) => request.Messages;

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(GenAi.OutputType, OutputType.Requested(ResponseFormat, modalities: null));
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.InputMessages, Messages, ChatMessage.WriteAll);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        }
    }
}
