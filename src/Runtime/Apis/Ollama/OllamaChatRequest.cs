using TracedLlm.Apis.Chat;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Ollama;

/// <summary>The request of Ollama's <c>POST /api/chat</c>. Its response streams unless the request says otherwise.</summary>
[PayloadMap]
internal readonly partial struct OllamaChatRequest : IRequestMap<OllamaChatRequest>
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
    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("messages")] public Utf8Json Messages { get; init; }

    public bool? Stream => StatedStream ?? true;

    [PayloadField("user")] public Utf8Json User { get; init; }

    static Utf8Json IRequestMap<OllamaChatRequest>.FindLongField(in OllamaChatRequest request) => request.Messages;

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(GenAi.RequestStream, Stream);
        OllamaOptions.Read(Options.Memory).WriteTags(tags, content);
        tags.Add(GenAi.OutputType, Format.IsObject() || Format.Is("json"u8) ? OutputTypes.Json : null);
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.InputMessages, Messages, ChatMessage.WriteAll);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        }
    }
}
