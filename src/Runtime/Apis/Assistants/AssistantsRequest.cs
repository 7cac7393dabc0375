using TracedLlm.Apis.Chat;
using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.Assistants;

/// <summary>The request that makes an assistant or a run.</summary>
[PayloadMap]
internal readonly partial struct AssistantsRequest : IRequestMap<AssistantsRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("stream", Tag = GenAi.RequestStream)] public bool? Stream { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("assistant_id", Tag = GenAi.AgentId)] public string? AssistantId { get; init; }
    [PayloadField("name", Tag = GenAi.AgentName)] public string? Name { get; init; }
    [PayloadField("temperature", Tag = GenAi.RequestTemperature)] public double? Temperature { get; init; }
    [PayloadField("top_p", Tag = GenAi.RequestTopP)] public double? TopP { get; init; }
    [PayloadField("max_completion_tokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
    [PayloadField("response_format.type")] public string? ResponseFormat { get; init; }
    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("instructions")] public Utf8Json Instructions { get; init; }

    [PayloadField("additional_messages")] // A run.
    [PayloadField("thread.messages")] // A thread and its run.
    public Utf8Json Messages { get; init; }

    [PayloadField("user")] public Utf8Json User { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(GenAi.OutputType, OutputType.Requested(ResponseFormat, modalities: null));
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, Instructions, Parts.Text);
            ContentAttribute.Array(tags, GenAi.InputMessages, Messages, ChatMessage.WriteAll);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        }
    }
}
