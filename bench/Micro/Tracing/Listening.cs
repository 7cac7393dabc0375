namespace TracedLlm.Bench.Micro.Tracing;

/// <summary>Who listens to the spans.</summary>
public enum Listening
{
    /// <summary>No listener at all.</summary>
    Nobody,

    /// <summary>The OpenTelemetry SDK, with a sampler that drops everything.</summary>
    Unsampled,

    /// <summary>The OpenTelemetry SDK, with a sampler that keeps everything and a processor that does nothing.</summary>
    Sampled,
}
