namespace TracedLlm.Payloads.Tests.Maps;

/// <summary>A request: every type of field, at the top and nested.</summary>
[PayloadMap]
internal readonly partial struct RequestMap
{
    [PayloadField("model", Tag = "gen_ai.request.model")]
    public string? Model { get; init; }

    [PayloadField("stream")]
    public bool? Stream { get; init; }

    [PayloadField("n")]
    public int? N { get; init; }

    [PayloadField("max_completion_tokens", Tag = "gen_ai.request.max_tokens")]
    [PayloadField("max_tokens", Tag = "gen_ai.request.max_tokens")]
    public long? MaxTokens { get; init; }

    [PayloadField("temperature", Tag = "gen_ai.request.temperature")]
    public double? Temperature { get; init; }

    [PayloadField("stop", Tag = "gen_ai.request.stop_sequences")]
    public string[]? Stop { get; init; }

    [PayloadField("messages", Tag = "gen_ai.input.messages", Content = true)]
    public Utf8Json Messages { get; init; }

    [PayloadField("metadata.user_id", Tag = "user.id")]
    public string? UserId { get; init; }

    [PayloadField("metadata.tags")]
    public IReadOnlyList<string>? Tags { get; init; }

    [PayloadField("metadata.nested.deep.flag")]
    public bool? Flag { get; init; }
}
