namespace TracedLlm.Apis.Converse;

/// <summary>The usage of Bedrock's Converse, and of Amazon's models. Its input excludes the tokens of the cache.</summary>
[PayloadMap]
internal readonly partial struct ConverseUsage
{
    [PayloadField("inputTokens")] public long? Input { get; init; }
    [PayloadField("outputTokens")] public long? Output { get; init; }

    [PayloadField("cacheReadInputTokens")]
    [PayloadField("cacheReadInputTokenCount")] // Amazon Nova with InvokeModel.
    public long? CacheRead { get; init; }

    [PayloadField("cacheWriteInputTokens")]
    [PayloadField("cacheWriteInputTokenCount")]
    public long? CacheWrite { get; init; }

    /// <summary>The counts. A negative count is absent.</summary>
    public TokenUsage ToUsage() => new()
    {
        Input = Known(Input),
        Output = Known(Output),
        CacheRead = Known(CacheRead),
        CacheCreation = Known(CacheWrite),
    };

    private static long? Known(long? count) => count >= 0 ? count : null;
}
