using TracedLlm.Facts;

namespace TracedLlm.Apis.Files;

/// <summary>The fields of <c>POST /v1/files</c>.</summary>
[PayloadMap]
internal readonly partial struct FilesRequest : IRequestMap<FilesRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("purpose", Tag = LibraryAttributes.RequestPurpose)] public string? Purpose { get; init; }

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
    }
}
