namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>Of the same request only what need not be kept on the heap.</summary>
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
