namespace TracedLlm.Metrics;

/// <summary>The values of a logical operation, <c>litellm_request</c>. A value that is <see langword="null"/> is not measured.</summary>
internal readonly record struct MeasuredOperation
{
    /// <summary>From its start to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From its start to the first event of a streamed response.</summary>
    public TimeSpan? TimeToFirstChunk { get; init; }

    /// <summary>The input tokens, parts included.</summary>
    public long? InputTokens { get; init; }

    /// <summary>The output tokens, parts included.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>The input tokens that came from the provider's cache.</summary>
    public long? CacheReadTokens { get; init; }

    /// <summary>The input tokens that were written to the provider's cache.</summary>
    public long? CacheCreationTokens { get; init; }

    /// <summary>The output tokens that were used for reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>The cost in USD.</summary>
    public double? Cost { get; init; }
}
