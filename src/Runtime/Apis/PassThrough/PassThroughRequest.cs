using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.PassThrough;

/// <summary>A request in the form of any provider: the fields that most providers have.</summary>
[PayloadMap]
internal readonly partial struct PassThroughRequest : IRequestMap<PassThroughRequest>
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

    [PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)]
    [PayloadField("max_completion_tokens", Tag = GenAi.RequestMaxTokens)]
    [PayloadField("max_output_tokens", Tag = GenAi.RequestMaxTokens)]
    public long? MaxTokens { get; init; }

    [PayloadField("tools")] public Utf8Json Tools { get; init; }

    public void Describe(LlmTagWriter tags, bool content) => tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
}
