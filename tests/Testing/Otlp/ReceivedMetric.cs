namespace TracedLlm.Testing.Otlp;

/// <summary>A metric of one export request.</summary>
public sealed record ReceivedMetric
{
    /// <summary>The instrument's name.</summary>
    public required string Name { get; init; }

    /// <summary>The description, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The unit in UCUM form, or empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The kind of the data.</summary>
    public required ReceivedMetricKind Kind { get; init; }

    /// <summary>Whether the values count since the start or since the last export.</summary>
    public ReceivedTemporality Temporality { get; init; }

    /// <summary>Whether a sum can only grow.</summary>
    public bool IsMonotonic { get; init; }

    /// <summary>The series: one point for each set of attributes.</summary>
    public IReadOnlyList<ReceivedPoint> Points { get; init; } = [];

    /// <summary>The meter's name.</summary>
    public string ScopeName { get; init; } = "";

    /// <summary>The meter's version, or empty.</summary>
    public string ScopeVersion { get; init; } = "";

    /// <summary>The resource's attributes.</summary>
    public ReceivedAttributes Resource { get; init; } = ReceivedAttributes.Empty;

    /// <summary>As a head line, and one line for each series in the order of their texts; times and bounds are left out.</summary>
    public override string ToString() => string.Join(
        '\n',
        [$"{Name} [{Unit}] {Kind}{(IsMonotonic ? ", monotonic" : "")}, {Temporality}", .. Points.Select(static point => $"  {point}").Order(StringComparer.Ordinal)]);
}
