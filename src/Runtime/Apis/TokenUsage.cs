using System.Runtime.CompilerServices;

namespace TracedLlm.Apis;

/// <summary>The counts that a provider reports; <see langword="null"/> if it does not report a count.</summary>
internal struct TokenUsage
{
    private const int Length = 16;

    // The counts before this number are whole numbers, the others are bits of numbers with a fraction.
    private const int FirstNumber = 12;

    // A reader has one of these for each response. Sixteen nullable numbers take twice the memory, and each copy of them the time.
    private Counts _counts;
    private ushort _known;

    public long? Input
    {
        readonly get => Find(0);
        set => Set(0, value);
    }

    public long? Output
    {
        readonly get => Find(1);
        set => Set(1, value);
    }

    public long? CacheRead
    {
        readonly get => Find(2);
        set => Set(2, value);
    }

    public long? CacheCreation
    {
        readonly get => Find(3);
        set => Set(3, value);
    }

    public long? OneHourCacheCreation
    {
        readonly get => Find(4);
        set => Set(4, value);
    }

    public long? Reasoning
    {
        readonly get => Find(5);
        set => Set(5, value);
    }

    public long? AudioInput
    {
        readonly get => Find(6);
        set => Set(6, value);
    }

    public long? CachedAudio
    {
        readonly get => Find(7);
        set => Set(7, value);
    }

    public long? AudioOutput
    {
        readonly get => Find(8);
        set => Set(8, value);
    }

    public long? ImageInput
    {
        readonly get => Find(9);
        set => Set(9, value);
    }

    public long? ImageOutput
    {
        readonly get => Find(10);
        set => Set(10, value);
    }

    public double? AudioSeconds
    {
        readonly get => FindNumber(12);
        set => Set(12, value);
    }

    public long? WebSearches
    {
        readonly get => Find(11);
        set => Set(11, value);
    }

    public double? Cost
    {
        readonly get => FindNumber(13);
        set => Set(13, value);
    }

    public double? InputCost
    {
        readonly get => FindNumber(14);
        set => Set(14, value);
    }

    public double? OutputCost
    {
        readonly get => FindNumber(15);
        set => Set(15, value);
    }

    /// <summary>A count that Cohere's API defines as a number with a fraction. A negative count is absent.</summary>
    public static long? Whole(double? count) => count is >= 0 and < long.MaxValue ? (long)count : null;

    /// <summary>Replaces the counts that <paramref name="later"/> has, because streamed counts are cumulative.</summary>
    public void Replace(in TokenUsage later)
    {
        for (var index = 0; index < Length; index++)
        {
            if (later.IsKnown(index))
            {
                _counts[index] = later._counts[index];
            }
        }

        _known |= later._known;
    }

    /// <summary>Adds the counts of another response, because the responses of one session are billed one by one.</summary>
    public void Add(in TokenUsage another)
    {
        for (var index = 0; index < FirstNumber; index++)
        {
            Set(index, Sum(Find(index), another.Find(index)));
        }

        for (var index = FirstNumber; index < Length; index++)
        {
            Set(index, Sum(FindNumber(index), another.FindNumber(index)));
        }
    }

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

    private readonly bool IsKnown(int index) => (_known & (1 << index)) != 0;

    private readonly long? Find(int index) => IsKnown(index) ? _counts[index] : null;

    private readonly double? FindNumber(int index) => IsKnown(index) ? BitConverter.Int64BitsToDouble(_counts[index]) : null;

    private void Set(int index, long? count)
    {
        _counts[index] = count.GetValueOrDefault();
        _known = (ushort)(count is null ? _known & ~(1 << index) : _known | (1 << index));
    }

    private void Set(int index, double? number) => Set(index, number is { } known ? BitConverter.DoubleToInt64Bits(known) : (long?)null);

    private static long? Sum(long? one, long? other) =>
        one is null ? other : other is null ? one : one > long.MaxValue - other ? long.MaxValue : one + other;

    private static double? Sum(double? one, double? other) => one is null ? other : other is null ? one : one + other;

    [InlineArray(Length)]
    private struct Counts
    {
        private long _first;
    }
}
