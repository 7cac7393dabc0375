namespace TracedLlm.Apis.Ollama;

/// <summary>The response of Ollama's chat and completion, and a line of their streams.</summary>
[PayloadMap]
internal readonly partial struct OllamaResponse
{
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("message.content")] public Utf8Json Content { get; init; }
    [PayloadField("message.tool_calls")] public Utf8Json ToolCalls { get; init; }

    [PayloadField("message.thinking")]
    [PayloadField("thinking")]
    public Utf8Json Thinking { get; init; }

    [PayloadField("response")] public Utf8Json Response { get; init; }
    [PayloadField("done")] public bool? IsDone { get; init; }
    [PayloadField("done_reason")] public Utf8Json DoneReason { get; init; }
    [PayloadField("prompt_eval_count")] public long? InputTokens { get; init; }
    [PayloadField("eval_count")] public long? OutputTokens { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
