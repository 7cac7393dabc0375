using TracedLlm.Apis.Messages;
using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.InvokeModel;

/// <summary>A request to a model of Bedrock in its provider's form: Anthropic's, Amazon's, Meta's, Mistral's, Cohere's.</summary>
[PayloadMap]
internal readonly partial struct InvokeModelRequest : IRequestMap<InvokeModelRequest>
{
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }

    [PayloadField("temperature", Tag = GenAi.RequestTemperature)]
    [PayloadField("inferenceConfig.temperature", Tag = GenAi.RequestTemperature)]
    [PayloadField("textGenerationConfig.temperature", Tag = GenAi.RequestTemperature)]
    public double? Temperature { get; init; }

    [PayloadField("top_p", Tag = GenAi.RequestTopP)]
    [PayloadField("inferenceConfig.topP", Tag = GenAi.RequestTopP)]
    [PayloadField("textGenerationConfig.topP", Tag = GenAi.RequestTopP)]
    public double? TopP { get; init; }

    [PayloadField("top_k", Tag = GenAi.RequestTopK)] public double? TopK { get; init; }

    [PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)]
    [PayloadField("max_gen_len", Tag = GenAi.RequestMaxTokens)] // Meta.
    [PayloadField("inferenceConfig.maxTokens", Tag = GenAi.RequestMaxTokens)] // Amazon Nova.
    [PayloadField("textGenerationConfig.maxTokenCount", Tag = GenAi.RequestMaxTokens)] // Amazon Titan.
    public long? MaxTokens { get; init; }

    [PayloadField("stop_sequences", Tag = GenAi.RequestStopSequences)] public string[]? StopSequences { get; init; }
    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("system")] public Utf8Json System { get; init; }
    [PayloadField("messages")] public Utf8Json Messages { get; init; }

    [PayloadField("prompt")]
    [PayloadField("inputText")]
    [PayloadField("texts")]
    public Utf8Json Prompt { get; init; }

    public string? Model => null;

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    static Utf8Json IRequestMap<InvokeModelRequest>.FindLongField(in InvokeModelRequest request) => request.Messages;

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (!content)
        {
            return;
        }

        ContentAttribute.Array(tags, GenAi.SystemInstructions, System, ContentPart.WriteAll);
        ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        if (Messages.IsEmpty)
        {
            ContentAttribute.UserTexts(tags, Prompt);
        }
        else
        {
            ContentAttribute.Array(tags, GenAi.InputMessages, Messages, MessagesMessage.WriteAll);
        }
    }
}
