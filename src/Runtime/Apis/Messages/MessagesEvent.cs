namespace TracedLlm.Apis.Messages;

/// <summary>An event of an Anthropic stream.</summary>
[PayloadMap]
internal readonly partial struct MessagesEvent
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("index")] public int? Index { get; init; }
    [PayloadField("message")] public Utf8Json Message { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
    [PayloadField("content_block")] public Utf8Json Block { get; init; }
    [PayloadField("delta.stop_reason")] public Utf8Json StopReason { get; init; }
    [PayloadField("delta.text")] public Utf8Json Text { get; init; }
    [PayloadField("delta.thinking")] public Utf8Json Thinking { get; init; }
    [PayloadField("delta.signature")] public Utf8Json Signature { get; init; }
    [PayloadField("delta.partial_json")] public Utf8Json PartialJson { get; init; }
}
