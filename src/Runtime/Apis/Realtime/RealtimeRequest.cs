using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis.Realtime;

/// <summary>The event <c>session.update</c> of the caller, which has the settings of a realtime session. The session's request has no body.</summary>
[PayloadMap]
internal readonly partial struct RealtimeRequest : IRequestMap<RealtimeRequest>
{
    [PayloadField("session.model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
    [PayloadField("session.temperature", Tag = GenAi.RequestTemperature)] public double? Temperature { get; init; }
    [PayloadField("session.tools")] public Utf8Json Tools { get; init; }
    [PayloadField("session.instructions")] public Utf8Json Instructions { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
    [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
    [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
    [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
    [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
    [PayloadField("tags")] public Utf8Json Tags { get; init; }

    public bool? Stream => null;

    [PayloadField("user")] public Utf8Json User { get; init; }

    public void Describe(LlmTagWriter tags, bool content)
    {
        tags.Add(LibraryAttributes.RequestToolsDeclared, ToolDefinition.Count(Tools));
        if (content)
        {
            ContentAttribute.Array(tags, GenAi.SystemInstructions, Instructions, Parts.Text);
            ContentAttribute.Array(tags, GenAi.ToolDefinitions, Tools, ToolDefinition.WriteAll);
        }
    }
}
