namespace TracedLlm.Export;

/// <summary>The bounds and delays of the export.</summary>
internal sealed record PipelineSettings : DeliverySettings
{
    /// <summary>How many bytes may be held for requests that are not settled, by estimate.</summary>
    public long MaxHeldBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long spans are held for a request that is not settled.</summary>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a span that was handed over waits for others, so that requests seldom wake the worker.</summary>
    public TimeSpan EncodeDelay { get; init; } = TimeSpan.FromMilliseconds(50);
}
