using TracedLlm.Export.Delivery;
using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Pipeline;

/// <summary>The bounds and delays of the export.</summary>
internal sealed record PipelineSettings : DeliverySettings
{
    /// <summary>How many bytes of spans may be held for requests whose destinations are not known yet; estimated.</summary>
    public long MaxHeldBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long the spans of a request are held while its destinations are not known.</summary>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Which traces are sent.</summary>
    public SamplingPolicy Sampling { get; init; } = SamplingPolicy.Everything;

    /// <summary>How long a queued span waits for others, so that requests seldom wake the worker.</summary>
    public TimeSpan EncodeDelay { get; init; } = TimeSpan.FromMilliseconds(50);
}
