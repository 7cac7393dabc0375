namespace TracedLlm.Apis.InvokeModel;

/// <summary>The facts of a model of Bedrock in the forms of Amazon Titan, Meta, Mistral and Cohere, and of a chunk of their streams.</summary>
[PayloadMap]
internal readonly partial struct InvokeModelResponse
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("output.message")] public Utf8Json NovaMessage { get; init; }
    [PayloadField("choices")] public Utf8Json Choices { get; init; }

    [PayloadField("amazon-bedrock-invocationMetrics.inputTokenCount")]
    [PayloadField("prompt_token_count")] // Meta.
    [PayloadField("inputTextTokenCount")] // Amazon Titan.
    [PayloadField("metadata.usage.inputTokens")] // Amazon Nova's stream.
    public long? InputTokens { get; init; }

    [PayloadField("amazon-bedrock-invocationMetrics.outputTokenCount")]
    [PayloadField("generation_token_count")]
    [PayloadField("totalOutputTextTokenCount")]
    [PayloadField("metadata.usage.outputTokens")]
    [PayloadField("results[].tokenCount")]
    public long? OutputTokens { get; init; }

    [PayloadField("amazon-bedrock-invocationMetrics.cacheReadInputTokenCount")]
    [PayloadField("metadata.usage.cacheReadInputTokenCount")]
    public long? CacheRead { get; init; }

    [PayloadField("amazon-bedrock-invocationMetrics.cacheWriteInputTokenCount")]
    [PayloadField("metadata.usage.cacheWriteInputTokenCount")]
    public long? CacheWrite { get; init; }

    [PayloadField("stop_reason")]
    [PayloadField("finish_reason")]
    [PayloadField("completionReason")]
    [PayloadField("messageStop.stopReason")]
    [PayloadField("results[].completionReason")]
    [PayloadField("outputs[].stop_reason")]
    [PayloadField("generations[].finish_reason")]
    public Utf8Json StopReason { get; init; }

    /// <summary>The counts. A negative count is absent. The input excludes the tokens of the cache.</summary>
    public TokenUsage ToUsage() => new()
    {
        Input = Known(InputTokens),
        Output = Known(OutputTokens),
        CacheRead = Known(CacheRead),
        CacheCreation = Known(CacheWrite),
    };

    private static long? Known(long? count) => count >= 0 ? count : null;
}
