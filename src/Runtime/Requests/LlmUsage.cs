namespace TracedLlm;

/// <summary>
/// Tokens that a request used, counted as in OpenTelemetry's GenAI conventions (v1.41.1): the total includes its parts. A count
/// that is <see langword="null"/> sets no attribute.
/// </summary>
public sealed record LlmUsage
{
    /// <summary>
    /// Tokens of the input, including tokens read from a cache and written to a cache (<c>gen_ai.usage.input_tokens</c>).
    /// </summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the output, including reasoning (<c>gen_ai.usage.output_tokens</c>).</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Input tokens that were read from the provider's cache (<c>gen_ai.usage.cache_read.input_tokens</c>).</summary>
    public long? CacheReadInputTokens { get; init; }

    /// <summary>Input tokens that were written to the provider's cache (<c>gen_ai.usage.cache_creation.input_tokens</c>).</summary>
    public long? CacheCreationInputTokens { get; init; }

    /// <summary>
    /// Those of <see cref="CacheCreationInputTokens"/> that the provider keeps for an hour
    /// (<c>litellm.usage.cache_creation_1h.input_tokens</c>).
    /// </summary>
    public long? OneHourCacheCreationInputTokens { get; init; }

    /// <summary>Output tokens that were reasoning (<c>gen_ai.usage.reasoning.output_tokens</c>).</summary>
    public long? ReasoningOutputTokens { get; init; }

    /// <summary>Those of <see cref="InputTokens"/> that were audio (<c>litellm.usage.audio.input_tokens</c>).</summary>
    public long? AudioInputTokens { get; init; }

    /// <summary>Those of <see cref="CacheReadInputTokens"/> that were audio (<c>litellm.usage.cached_audio.input_tokens</c>).</summary>
    public long? CachedAudioInputTokens { get; init; }

    /// <summary>Those of <see cref="OutputTokens"/> that were audio (<c>litellm.usage.audio.output_tokens</c>).</summary>
    public long? AudioOutputTokens { get; init; }

    /// <summary>Those of <see cref="InputTokens"/> that were images (<c>litellm.usage.image.input_tokens</c>).</summary>
    public long? ImageInputTokens { get; init; }

    /// <summary>Those of <see cref="OutputTokens"/> that were images (<c>litellm.usage.image.output_tokens</c>).</summary>
    public long? ImageOutputTokens { get; init; }

    /// <summary>Seconds of audio that are billed instead of tokens (<c>litellm.usage.audio.seconds</c>).</summary>
    public double? AudioSeconds { get; init; }

    /// <summary>Search units that are billed for a rerank (<c>litellm.usage.search_units</c>).</summary>
    public long? SearchUnits { get; init; }

    /// <summary>Web searches that the provider made (<c>litellm.usage.web_search_requests</c>).</summary>
    public long? WebSearchRequests { get; init; }
}
