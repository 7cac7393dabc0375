namespace TracedLlm.Bench.Micro.Tracing;

/// <summary>The listener for spans.</summary>
public enum Listening
{
    /// <summary>No listener.</summary>
    NoListener,

    /// <summary>The OpenTelemetry SDK, with a sampler that drops everything.</summary>
    Unsampled,

    /// <summary>The OpenTelemetry SDK, with a sampler that keeps everything and a processor that does nothing.</summary>
    Sampled,
}
