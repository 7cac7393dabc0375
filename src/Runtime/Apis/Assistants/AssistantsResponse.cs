namespace TracedLlm.Apis.Assistants;

/// <summary>An assistant, a run or a message of a thread: a response, or the data of an event.</summary>
[PayloadMap]
internal readonly partial struct AssistantsResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("object")] public Utf8Json Object { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("status")] public Utf8Json Status { get; init; }
    [PayloadField("incomplete_details.reason")] public Utf8Json IncompleteReason { get; init; }
    [PayloadField("assistant_id")] public Utf8Json AssistantId { get; init; }
    [PayloadField("thread_id")] public Utf8Json ThreadId { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("last_error")] public Utf8Json LastError { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("required_action.submit_tool_outputs.tool_calls")] public Utf8Json ToolCalls { get; init; }
}
