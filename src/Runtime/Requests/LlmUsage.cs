namespace TracedLlm;

/// <summary>Tokens that a request used, counted as OpenTelemetry's GenAI conventions do (v1.41.1): the parts are included in the whole.</summary>
public sealed record LlmUsage
{
    /// <summary>Tokens of the input, those read from and written to a cache included (<c>gen_ai.usage.input_tokens</c>).</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the output, reasoning included (<c>gen_ai.usage.output_tokens</c>).</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Those of the input that were read from the provider's cache (<c>gen_ai.usage.cache_read.input_tokens</c>).</summary>
    public long? CacheReadInputTokens { get; init; }

    /// <summary>Those of the input that were written to the provider's cache (<c>gen_ai.usage.cache_creation.input_tokens</c>).</summary>
    public long? CacheCreationInputTokens { get; init; }

    /// <summary>Those of the output that were reasoning (<c>gen_ai.usage.reasoning.output_tokens</c>).</summary>
    public long? ReasoningOutputTokens { get; init; }
}
