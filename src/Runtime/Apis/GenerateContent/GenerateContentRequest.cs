using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.GenerateContent;

/// <summary>
/// The request of Gemini's <c>:generateContent</c> and <c>:streamGenerateContent</c>. The URL contains the model, and whether
/// the response streams.
/// </summary>
[PayloadMap]
internal readonly partial struct GenerateContentRequest : IRequestMap<GenerateContentRequest>
{
    [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }

    [PayloadField("generationConfig")]
    [PayloadField("generation_config")]
    public Utf8Json Configuration { get; init; }

    [PayloadField("systemInstruction")]
    [PayloadField("system_instruction")]
    public Utf8Json SystemInstruction { get; init; }

    [PayloadField("tools")] public Utf8Json Tools { get; init; }
    [PayloadField("contents")] public Utf8Json Contents { get; init; }

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    static Utf8Json IRequestMap<GenerateContentRequest>.FindLongField(in GenerateContentRequest request) => request.Contents;

    public void Describe(LlmTagWriter tags, bool content)
    {
        var configuration = GenerationConfiguration.Read(Configuration.Memory);
        configuration.WriteTags(tags, content);
        tags.Add(GenAi.RequestChoiceCount, configuration.Choices == 1 ? null : configuration.Choices);
        tags.Add(GenAi.OutputType, configuration.OutputType);
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, SystemInstruction, GenerateContentMessage.WriteParts);
            ContentAttribute.Array(tags, GenAi.InputMessages, Contents, GenerateContentMessage.WriteAll);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        }
    }
}
