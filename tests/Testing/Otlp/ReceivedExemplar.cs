namespace TracedLlm.Testing.Otlp;

/// <summary>A measurement of a metric with the span that was current.</summary>
public sealed record ReceivedExemplar
{
    /// <summary>The time, in nanoseconds since the Unix epoch.</summary>
    public ulong TimeUnixNano { get; init; }

    /// <summary>The value: a <see cref="long"/> or a <see cref="double"/>.</summary>
    public object? Value { get; init; }

    /// <summary>32 hex digits, or empty.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>16 hex digits, or empty.</summary>
    public string SpanId { get; init; } = "";

    /// <summary>The attributes of the measurement that the metric does not have.</summary>
    public ReceivedAttributes FilteredAttributes { get; init; } = ReceivedAttributes.Empty;
}
