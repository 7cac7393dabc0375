using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>
/// The <c>usage</c> of OpenAI, of providers with OpenAI's form, and of Anthropic: the same counts under different names.
/// </summary>
[PayloadMap]
internal readonly partial struct UsageMap
{
    [PayloadField("prompt_tokens")]
    [PayloadField("input_tokens")]
    public long? Input { get; init; }

    [PayloadField("completion_tokens")]
    [PayloadField("output_tokens")]
    public long? Output { get; init; }

    [PayloadField("prompt_tokens_details.cached_tokens")] // Chat completions.
    [PayloadField("input_tokens_details.cached_tokens")] // Responses.
    [PayloadField("input_token_details.cached_tokens")] // Realtime.
    [PayloadField("cache_read_input_tokens")] // Anthropic, and LiteLLM beside OpenAI's names.
    [PayloadField("prompt_cache_hit_tokens")] // DeepSeek.
    public long? CacheRead { get; init; }

    [PayloadField("cache_creation_input_tokens")]
    [PayloadField("prompt_tokens_details.cache_creation_tokens")] // LiteLLM.
    [PayloadField("prompt_tokens_details.cache_write_tokens")] // OpenRouter.
    public long? CacheCreation { get; init; }

    [PayloadField("completion_tokens_details.reasoning_tokens")]
    [PayloadField("output_tokens_details.reasoning_tokens")]
    [PayloadField("output_tokens_details.thinking_tokens")] // Anthropic.
    [PayloadField("reasoning_tokens")] // Perplexity.
    public long? Reasoning { get; init; }

    [PayloadField("prompt_tokens_details.audio_tokens")]
    [PayloadField("input_tokens_details.audio_tokens")]
    [PayloadField("input_token_details.audio_tokens")]
    public long? AudioInput { get; init; }

    [PayloadField("completion_tokens_details.audio_tokens")]
    [PayloadField("output_tokens_details.audio_tokens")]
    [PayloadField("output_token_details.audio_tokens")]
    public long? AudioOutput { get; init; }

    [PayloadField("prompt_tokens_details.image_tokens")]
    [PayloadField("input_tokens_details.image_tokens")] // Images.
    [PayloadField("input_token_details.image_tokens")] // Realtime.
    public long? ImageInput { get; init; }

    [PayloadField("completion_tokens_details.image_tokens")]
    [PayloadField("output_tokens_details.image_tokens")]
    public long? ImageOutput { get; init; }

    [PayloadField("input_token_details.cached_tokens_details.audio_tokens")] // Realtime.
    public long? CachedAudio { get; init; }

    [PayloadField("seconds")] public double? Seconds { get; init; }

    [PayloadField("server_tool_use.web_search_requests")] public long? WebSearches { get; init; }

    [PayloadField("cost")] public Utf8Json Cost { get; init; }

    [PayloadField("service_tier")] public string? ServiceTier { get; init; }

    [PayloadField("speed")] public string? Speed { get; init; }

    [PayloadField("cache_creation.ephemeral_5m_input_tokens")] public long? CacheCreation5Minutes { get; init; }

    [PayloadField("cache_creation.ephemeral_1h_input_tokens")] public long? CacheCreation1Hour { get; init; }

    /// <summary>The counts. A negative count is absent.</summary>
    public TokenUsage ToUsage()
    {
        var cost = Cost.IsEmpty ? default
            : Cost.IsObject() ? CostMap.Read(Cost.Memory)
            : new CostMap { Total = new Utf8JsonCursor([.. Cost.Span, (byte)' ']).ReadDouble() }; // OpenRouter: a number.
        return new TokenUsage
        {
            Input = Known(Input),
            Output = Known(Output),
            CacheRead = Known(CacheRead),
            CacheCreation = Known(CacheCreation ?? (CacheCreation5Minutes is null ? CacheCreation1Hour : CacheCreation5Minutes + (CacheCreation1Hour ?? 0))),
            OneHourCacheCreation = Known(CacheCreation1Hour),
            Reasoning = Known(Reasoning),
            AudioInput = Known(AudioInput),
            CachedAudio = Known(CachedAudio),
            AudioOutput = Known(AudioOutput),
            ImageInput = Known(ImageInput),
            ImageOutput = Known(ImageOutput),
            AudioSeconds = Known(Seconds),
            WebSearches = Known(WebSearches),
            Cost = Known(cost.Total),
            InputCost = Known(cost.Input),
            OutputCost = Known(cost.Output),
        };
    }

    private static long? Known(long? count) => count >= 0 ? count : null;

    private static double? Known(double? number) => number >= 0 ? number : null;
}
