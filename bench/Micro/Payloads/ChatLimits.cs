namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>The fields of the same request that need no heap memory.</summary>
[PayloadMap]
public readonly partial struct ChatLimits
{
    [PayloadField("stream")]
    public bool? Stream { get; init; }

    [PayloadField("max_tokens")]
    public long? MaxTokens { get; init; }

    [PayloadField("temperature")]
    public double? Temperature { get; init; }

    [PayloadField("messages")]
    public Utf8Json Messages { get; init; }
}
