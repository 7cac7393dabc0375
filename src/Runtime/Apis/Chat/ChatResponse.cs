namespace TracedLlm.Apis.Chat;

/// <summary>The response of <c>POST /v1/chat/completions</c> and <c>/v1/completions</c>, and the chunk of their streams.</summary>
[PayloadMap]
internal readonly partial struct ChatResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("service_tier")] public Utf8Json ServiceTier { get; init; }
    [PayloadField("system_fingerprint")] public Utf8Json SystemFingerprint { get; init; }
    [PayloadField("choices")] public Utf8Json Choices { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("object")] public Utf8Json Object { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
