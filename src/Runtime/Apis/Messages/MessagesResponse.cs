namespace TracedLlm.Apis.Messages;

/// <summary>The response of Anthropic's <c>POST /v1/messages</c>, and the <c>message</c> of <c>message_start</c>.</summary>
[PayloadMap]
internal readonly partial struct MessagesResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("stop_reason")] public Utf8Json StopReason { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
