using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.Messages;

/// <summary>The request of Anthropic's <c>POST /v1/messages</c>.</summary>
[PayloadMap]
internal readonly partial struct MessagesRequest : IRequestMap<MessagesRequest>
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
    [PayloadField("top_p", Tag = GenAi.RequestTopP)] public double? TopP { get; init; }
    [PayloadField("top_k", Tag = GenAi.RequestTopK)] public double? TopK { get; init; }
    [PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
    [PayloadField("stop_sequences", Tag = GenAi.RequestStopSequences)] public string[]? StopSequences { get; init; }
    [PayloadField("service_tier", Tag = LibraryAttributes.RequestServiceTier)] public string? ServiceTier { get; init; }
    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("system")] public Utf8Json System { get; init; }
    [PayloadField("messages")] public Utf8Json Messages { get; init; }

    [PayloadField("user")] public Utf8Json User { get; init; }

    static Utf8Json IRequestMap<MessagesRequest>.FindLongField(in MessagesRequest request) => request.Messages;

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, System, ContentPart.WriteAll);
            ContentAttribute.Array(tags, GenAi.InputMessages, Messages, MessagesMessage.WriteAll);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        }
    }
}
