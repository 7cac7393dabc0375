namespace TracedLlm.Testing.Otlp;

/// <summary>OTLP's <c>AggregationTemporality</c>, with its numbers.</summary>
public enum ReceivedTemporality
{
    /// <summary>A gauge has no temporality.</summary>
    Unspecified,

    /// <summary>The values since the last export.</summary>
    Delta,

    /// <summary>The values since the start.</summary>
    Cumulative,
}
