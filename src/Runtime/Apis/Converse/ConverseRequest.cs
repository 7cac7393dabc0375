using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.Converse;

/// <summary>The request of Bedrock's <c>converse</c> and <c>converse-stream</c>. The URL has the model, and whether the response streams.</summary>
[PayloadMap]
internal readonly partial struct ConverseRequest : IRequestMap<ConverseRequest>
{
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("inferenceConfig.temperature", Tag = GenAi.RequestTemperature)] public double? Temperature { get; init; }
    [PayloadField("inferenceConfig.topP", Tag = GenAi.RequestTopP)] public double? TopP { get; init; }
    [PayloadField("additionalModelRequestFields.top_k", Tag = GenAi.RequestTopK)] public double? TopK { get; init; }
    [PayloadField("inferenceConfig.maxTokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
    [PayloadField("inferenceConfig.stopSequences", Tag = GenAi.RequestStopSequences)] public string[]? StopSequences { get; init; }
    [PayloadField("toolConfig.tools")] public Utf8Json Tools { get; init; }
    [PayloadField("system")] public Utf8Json System { get; init; }
    [PayloadField("messages")] public Utf8Json Messages { get; init; }

    public string? Model => null;

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    static Utf8Json IRequestMap<ConverseRequest>.FindLongField(in ConverseRequest request) => request.Messages;

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, System, ConversePart.WriteAll);
            ContentAttribute.Array(tags, GenAi.InputMessages, Messages, ConverseMessage.WriteAll);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ConverseTool.WriteAll);
        }
    }
}
