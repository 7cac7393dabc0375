namespace TracedLlm.Apis.Messages;

/// <summary>Anthropic's own <c>metadata</c>.</summary>
[PayloadMap]
internal readonly partial struct MessagesMetadata
{
    [PayloadField("user_id")] public string? UserId { get; init; }
}
