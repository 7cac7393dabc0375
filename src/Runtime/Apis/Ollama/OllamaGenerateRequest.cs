using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Ollama;

/// <summary>The request of Ollama's <c>POST /api/generate</c>. Its response streams unless the request says otherwise.</summary>
[PayloadMap]
internal readonly partial struct OllamaGenerateRequest : IRequestMap<OllamaGenerateRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("stream")] public bool? StatedStream { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }
    [PayloadField("options")] public Utf8Json Options { get; init; }
    [PayloadField("format")] public Utf8Json Format { get; init; }
    [PayloadField("system")] public Utf8Json System { get; init; }
    [PayloadField("prompt")] public Utf8Json Prompt { get; init; }

    public bool? Stream => StatedStream ?? true;

    [PayloadField("user")] public Utf8Json User { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(GenAi.RequestStream, Stream);
        OllamaOptions.Read(Options.Memory).WriteTags(tags, content);
        tags.Add(GenAi.OutputType, Format.IsObject() || Format.Is("json"u8) ? OutputTypes.Json : null);
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, System, Parts.Text);
            ContentAttribute.UserTexts(tags, Prompt);
        }
    }
}
