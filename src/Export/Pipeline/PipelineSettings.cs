using TracedLlm.Export.Delivery;
using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Pipeline;

/// <summary>The bounds and delays of the export.</summary>
internal sealed record PipelineSettings : DeliverySettings
{
    // What a killed process may lose although every span is written first (docs/spool.md).
    private static readonly TimeSpan DelayOfSpool = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan? _encodeDelay;

    /// <summary>How many bytes of spans may be held for requests whose destinations are not known yet; estimated.</summary>
    public long MaxHeldBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long the spans of a request are held while its destinations are not known.</summary>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Which traces are sent.</summary>
    public SamplingPolicy Sampling { get; init; } = SamplingPolicy.Everything;

    /// <summary>
    /// How long a queued span waits for others until it is encoded, so that requests do not wake the worker. By default as long as it may
    /// wait in its batch, because only encoded spans can be sent; a span that goes to disk first waits shortly.
    /// </summary>
    public TimeSpan EncodeDelay
    {
        get => _encodeDelay ?? (SpoolMode == SpoolMode.Always && BatchDelay > DelayOfSpool ? DelayOfSpool : BatchDelay);
        init => _encodeDelay = value;
    }

    /// <summary>At how many queued spans the worker encodes them without waiting for more.</summary>
    public int MaxUnencodedSpans => MaxQueueSpans is { } most ? Math.Min(MaxBatchSpans, (most / 2) + 1) : MaxBatchSpans;
}
