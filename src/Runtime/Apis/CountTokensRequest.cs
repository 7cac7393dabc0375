using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>A request to count tokens.</summary>
[PayloadMap]
internal readonly partial struct CountTokensRequest : IRequestMap<CountTokensRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("tools")] public Utf8Json Tools { get; init; }

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    public void Describe(LlmTagWriter tags, bool content) => tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
}
