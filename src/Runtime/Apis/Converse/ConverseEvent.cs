namespace TracedLlm.Apis.Converse;

/// <summary>The payload of an event of <c>converse-stream</c>. The name of the event is outside of it.</summary>
[PayloadMap]
internal readonly partial struct ConverseEvent
{
    [PayloadField("contentBlockIndex")] public int? Index { get; init; }
    [PayloadField("start.toolUse.toolUseId")] public Utf8Json ToolUseId { get; init; }
    [PayloadField("start.toolUse.name")] public Utf8Json ToolName { get; init; }
    [PayloadField("delta.text")] public Utf8Json Text { get; init; }
    [PayloadField("delta.reasoningContent.text")] public Utf8Json Reasoning { get; init; }
    [PayloadField("delta.reasoningContent.signature")] public Utf8Json Signature { get; init; }
    [PayloadField("delta.toolUse.input")] public Utf8Json ToolInput { get; init; }
    [PayloadField("stopReason")] public Utf8Json StopReason { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("trace.promptRouter.invokedModelId")] public Utf8Json InvokedModel { get; init; }
}
