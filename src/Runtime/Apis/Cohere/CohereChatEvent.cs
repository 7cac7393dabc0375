namespace TracedLlm.Apis.Cohere;

/// <summary>An event of a stream of Cohere's <c>POST /v2/chat</c>.</summary>
[PayloadMap]
internal readonly partial struct CohereChatEvent
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("index")] public int? Index { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
    [PayloadField("delta.error")] public Utf8Json ErrorAtEnd { get; init; }
    [PayloadField("delta.finish_reason")] public Utf8Json FinishReason { get; init; }
    [PayloadField("delta.usage")] public Utf8Json Usage { get; init; }
    [PayloadField("delta.message.content.text")] public Utf8Json Text { get; init; }
    [PayloadField("delta.message.content.thinking")] public Utf8Json Thinking { get; init; }
    [PayloadField("delta.message.tool_plan")] public Utf8Json ToolPlan { get; init; }
    [PayloadField("delta.message.tool_calls")] public Utf8Json ToolCall { get; init; }
}
