namespace TracedLlm.Testing.Otlp;

/// <summary>The kinds of a metric's data.</summary>
public enum ReceivedMetricKind
{
    /// <summary>The metric has no data that is known.</summary>
    Unspecified,

    /// <summary>The last value.</summary>
    Gauge,

    /// <summary>A sum; of a counter it is monotonic.</summary>
    Sum,

    /// <summary>Counts of values between bounds.</summary>
    Histogram,

    /// <summary>Counts of values between bounds that the exporter chooses.</summary>
    ExponentialHistogram,
}
