namespace TracedLlm.Apis;

/// <summary>The counts that a provider reports; <see langword="null"/> if it does not report a count.</summary>
internal record struct TokenUsage
{
    public long? Input { get; set; }

    public long? Output { get; set; }

    public long? CacheRead { get; set; }

    public long? CacheCreation { get; set; }

    public long? OneHourCacheCreation { get; set; }

    public long? Reasoning { get; set; }

    public long? AudioInput { get; set; }

    public long? CachedAudio { get; set; }

    public long? AudioOutput { get; set; }

    public long? ImageInput { get; set; }

    public long? ImageOutput { get; set; }

    public double? AudioSeconds { get; set; }

    public long? WebSearches { get; set; }

    public double? Cost { get; set; }

    public double? InputCost { get; set; }

    public double? OutputCost { get; set; }

    /// <summary>A count that Cohere's API defines as a number with a fraction. A negative count is absent.</summary>
    public static long? Whole(double? count) => count is >= 0 and < long.MaxValue ? (long)count : null;

    /// <summary>Replaces the counts that <paramref name="later"/> has, because streamed counts are cumulative.</summary>
    public void Replace(in TokenUsage later) => this = new()
    {
        Input = later.Input ?? Input,
        Output = later.Output ?? Output,
        CacheRead = later.CacheRead ?? CacheRead,
        CacheCreation = later.CacheCreation ?? CacheCreation,
        OneHourCacheCreation = later.OneHourCacheCreation ?? OneHourCacheCreation,
        Reasoning = later.Reasoning ?? Reasoning,
        AudioInput = later.AudioInput ?? AudioInput,
        CachedAudio = later.CachedAudio ?? CachedAudio,
        AudioOutput = later.AudioOutput ?? AudioOutput,
        ImageInput = later.ImageInput ?? ImageInput,
        ImageOutput = later.ImageOutput ?? ImageOutput,
        AudioSeconds = later.AudioSeconds ?? AudioSeconds,
        WebSearches = later.WebSearches ?? WebSearches,
        Cost = later.Cost ?? Cost,
        InputCost = later.InputCost ?? InputCost,
        OutputCost = later.OutputCost ?? OutputCost,
    };

    /// <summary>Adds the counts of another response, because the responses of one session are billed one by one.</summary>
    public void Add(in TokenUsage another) => this = new()
    {
        Input = Sum(Input, another.Input),
        Output = Sum(Output, another.Output),
        CacheRead = Sum(CacheRead, another.CacheRead),
        CacheCreation = Sum(CacheCreation, another.CacheCreation),
        OneHourCacheCreation = Sum(OneHourCacheCreation, another.OneHourCacheCreation),
        Reasoning = Sum(Reasoning, another.Reasoning),
        AudioInput = Sum(AudioInput, another.AudioInput),
        CachedAudio = Sum(CachedAudio, another.CachedAudio),
        AudioOutput = Sum(AudioOutput, another.AudioOutput),
        ImageInput = Sum(ImageInput, another.ImageInput),
        ImageOutput = Sum(ImageOutput, another.ImageOutput),
        AudioSeconds = Sum(AudioSeconds, another.AudioSeconds),
        WebSearches = Sum(WebSearches, another.WebSearches),
        Cost = Sum(Cost, another.Cost),
        InputCost = Sum(InputCost, another.InputCost),
        OutputCost = Sum(OutputCost, another.OutputCost),
    };

    /// <summary>
    /// The same counts with the cached tokens added to the input, for a provider that excludes them. The GenAI semantic conventions,
    /// v1.41.1, include them.
    /// </summary>
    public readonly TokenUsage WithCacheInInput() => this with { Input = Sum(Sum(Input, CacheRead), CacheCreation) };

    public readonly void WriteTags(LlmTagWriter tags)
    {
        tags.Add(GenAi.UsageInputTokens, Input);
        tags.Add(GenAi.UsageOutputTokens, Output);
        tags.Add(GenAi.UsageCacheReadInputTokens, CacheRead);
        tags.Add(GenAi.UsageCacheCreationInputTokens, CacheCreation);
        tags.Add(LiteLlm.UsageOneHourCacheCreationInputTokens, OneHourCacheCreation > 0 ? OneHourCacheCreation : null);
        tags.Add(GenAi.UsageReasoningOutputTokens, Reasoning);
        tags.Add(LiteLlm.UsageAudioInputTokens, AudioInput);
        tags.Add(LiteLlm.UsageCachedAudioInputTokens, CachedAudio > 0 ? CachedAudio : null);
        tags.Add(LiteLlm.UsageAudioOutputTokens, AudioOutput);
        tags.Add(LiteLlm.UsageImageInputTokens, ImageInput > 0 ? ImageInput : null);
        tags.Add(LiteLlm.UsageImageOutputTokens, ImageOutput > 0 ? ImageOutput : null);
        tags.Add(LiteLlm.UsageAudioSeconds, AudioSeconds);
        tags.Add(LiteLlm.UsageWebSearchRequests, WebSearches);
        tags.Add(LiteLlm.CostTotal, Cost);
        tags.Add(LiteLlm.CostInput, InputCost);
        tags.Add(LiteLlm.CostOutput, OutputCost);
    }

    private static long? Sum(long? one, long? other) =>
        one is null ? other : other is null ? one : one > long.MaxValue - other ? long.MaxValue : one + other;

    private static double? Sum(double? one, double? other) => one is null ? other : other is null ? one : one + other;
}
