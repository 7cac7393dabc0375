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
    [PayloadField("tools")] public Utf8Json Tools { get; init; }

    public bool? Stream => null;

    public string? User => null;

    public void Describe(LlmTagWriter tags, bool content) => tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
}
