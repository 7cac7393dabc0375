using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Responses;

/// <summary>The request of <c>POST /v1/responses</c>.</summary>
[PayloadMap]
internal readonly partial struct ResponsesRequest : IRequestMap<ResponsesRequest>
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
    [PayloadField("max_output_tokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
    [PayloadField("service_tier", Tag = OpenAi.RequestServiceTier)] public string? ServiceTier { get; init; }
    [PayloadField("prompt_cache_key", Tag = LibraryAttributes.RequestPromptCacheKey)] public string? PromptCacheKey { get; init; }
    [PayloadField("prompt_cache_retention", Tag = LibraryAttributes.RequestPromptCacheRetention)] public string? PromptCacheRetention { get; init; }
    [PayloadField("conversation")] public Utf8Json Conversation { get; init; }
    [PayloadField("text.format.type")] public string? TextFormat { get; init; }
    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("instructions")] public Utf8Json Instructions { get; init; }
    [PayloadField("input")] public Utf8Json Input { get; init; }

    static Utf8Json IRequestMap<ResponsesRequest>.FindLongField(in ResponsesRequest request) => request.Input;

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(GenAi.ConversationId, Conversation.IsObject() ? IdOnly.Read(Conversation.Memory).Id : Conversation.Text());
        tags.Add(GenAi.OutputType, OutputType.Requested(TextFormat, modalities: null));
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, Instructions, Parts.Text);
            ContentAttribute.Array(tags, GenAi.InputMessages, Input, ResponsesItem.WriteInput);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        }
    }
}
