using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.Chat;

/// <summary>The request of <c>POST /v1/chat/completions</c>.</summary>
[PayloadMap]
internal readonly partial struct ChatRequest : IRequestMap<ChatRequest>
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
    [PayloadField("top_k", Tag = GenAi.RequestTopK)] public double? TopK { get; init; }

    [PayloadField("max_completion_tokens", Tag = GenAi.RequestMaxTokens)]
    [PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)]
    public long? MaxTokens { get; init; }

    [PayloadField("frequency_penalty", Tag = GenAi.RequestFrequencyPenalty)] public double? FrequencyPenalty { get; init; }
    [PayloadField("presence_penalty", Tag = GenAi.RequestPresencePenalty)] public double? PresencePenalty { get; init; }
    [PayloadField("seed", Tag = GenAi.RequestSeed)] public long? Seed { get; init; }
    [PayloadField("stop", Tag = GenAi.RequestStopSequences)] public string[]? Stop { get; init; }
    [PayloadField("service_tier", Tag = OpenAi.RequestServiceTier)] public string? ServiceTier { get; init; }
    [PayloadField("prompt_cache_key", Tag = LibraryAttributes.RequestPromptCacheKey)] public string? PromptCacheKey { get; init; }
    [PayloadField("prompt_cache_retention", Tag = LibraryAttributes.RequestPromptCacheRetention)] public string? PromptCacheRetention { get; init; }
    [PayloadField("n")] public long? Choices { get; init; }
    [PayloadField("response_format.type")] public string? ResponseFormat { get; init; }
    [PayloadField("modalities")] public string[]? Modalities { get; init; }
    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("functions")] public Utf8Json Functions { get; init; }
    [PayloadField("messages")] public Utf8Json Messages { get; init; }

    static Utf8Json IRequestMap<ChatRequest>.FindLongField(in ChatRequest request) => request.Messages;

    public void Describe(LlmTagWriter tags, bool content)
    {
        var tools = Tools.IsEmpty ? Functions : Tools;
        tags.Add(GenAi.RequestChoiceCount, Choices == 1 ? null : Choices);
        tags.Add(GenAi.OutputType, OutputType.Requested(ResponseFormat, Modalities));
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.InputMessages, Messages, ChatMessage.WriteAll);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, tools, ToolDefinition.WriteAll);
        }
    }
}
