namespace TracedLlm.Cost;

/// <summary>What a provider bills: counts that are not known are <see langword="null"/>, or 0 where they are parts of another count.</summary>
internal record struct BilledUsage
{
    /// <summary>All tokens of the input.</summary>
    public long? Input { get; set; }

    /// <summary>All tokens of the output.</summary>
    public long? Output { get; set; }

    /// <summary>Those of the input that were read from the provider's cache.</summary>
    public long CacheRead { get; set; }

    /// <summary>Those of the input that were written to the provider's cache.</summary>
    public long CacheCreation { get; set; }

    /// <summary>Those of <see cref="CacheCreation"/> that are kept for an hour.</summary>
    public long OneHourCacheCreation { get; set; }

    public long Reasoning { get; set; }

    public long AudioInput { get; set; }

    public long AudioOutput { get; set; }

    public long ImageInput { get; set; }

    public long ImageOutput { get; set; }

    /// <summary>Seconds of audio that are billed instead of tokens.</summary>
    public double? AudioSeconds { get; set; }

    /// <summary>Units of a rerank.</summary>
    public long? SearchUnits { get; set; }

    /// <summary>The images of the answer, at an image API.</summary>
    public long? Images { get; set; }

    /// <summary>The characters of the text that was spoken.</summary>
    public long? Characters { get; set; }

    public long WebSearches { get; set; }

    /// <summary>How long the provider worked, for models that are billed by the time.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Whether the request is a rerank.</summary>
    public bool IsRerank { get; set; }

    /// <summary>The service tier that the answer names.</summary>
    public ServiceTier Tier { get; set; }

    /// <summary>Whether the answer reports Anthropic's fast mode.</summary>
    public bool IsFast { get; set; }

    /// <summary>Whether prices above a threshold begin with the threshold, as xAI's do.</summary>
    public bool IsThresholdInclusive { get; set; }

    /// <summary>Whether anything is known that could be billed.</summary>
    public readonly bool IsKnown => Input is not null || Output is not null || AudioSeconds is not null || SearchUnits is not null || Images is not null || Characters is not null;

    /// <summary>Whether any tokens were used.</summary>
    public readonly bool HasTokens => Input > 0 || Output > 0;
}
