namespace TracedLlm.Apis.Cohere;

/// <summary>The response of Cohere's <c>POST /v2/chat</c>.</summary>
[PayloadMap]
internal readonly partial struct CohereChatResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("finish_reason")] public Utf8Json FinishReason { get; init; }
    [PayloadField("message.content")] public Utf8Json Content { get; init; }
    [PayloadField("message.tool_plan")] public Utf8Json ToolPlan { get; init; }
    [PayloadField("message.tool_calls")] public Utf8Json ToolCalls { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
