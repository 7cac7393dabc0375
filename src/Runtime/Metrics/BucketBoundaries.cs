namespace TracedLlm.Metrics;

/// <summary>
/// The boundaries of histograms. Those with a name of the conventions are theirs: OpenTelemetry's semantic conventions, v1.41.1,
/// https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/.
/// </summary>
internal static class BucketBoundaries
{
    /// <summary>Seconds of operations, requests and chunks. From the conventions.</summary>
    public static readonly double[] Durations = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>Tokens. From the conventions.</summary>
    public static readonly double[] Tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    /// <summary>Seconds to the first token. From the conventions.</summary>
    public static readonly double[] FirstToken = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>Seconds per token. From the conventions.</summary>
    public static readonly double[] PerToken = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];

    /// <summary>Seconds of the gateway's own work and of guardrails: from the tenth of a millisecond that a lookup takes to a guardrail that asks a model.</summary>
    public static readonly double[] OwnWork = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>US dollars: from an embedding of a sentence to a long conversation with an expensive model.</summary>
    public static readonly double[] Cost = [0.00001, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
}
