using TracedLlm.Facts;

namespace TracedLlm.Apis.Files;

/// <summary>The fields of <c>POST /v1/files</c>.</summary>
[PayloadMap]
internal readonly partial struct FilesRequest : IRequestMap<FilesRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("purpose", Tag = LibraryAttributes.RequestPurpose)] public string? Purpose { get; init; }

    public bool? Stream => null;

    public string? User => null;

    public void Describe(LlmTagWriter tags, bool content)
    {
    }
}
