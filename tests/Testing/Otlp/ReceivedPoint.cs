using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Otlp;

/// <summary>A data point of a metric: one series. Times are in nanoseconds since the Unix epoch.</summary>
public sealed record ReceivedPoint
{
    /// <summary>The attributes of the series.</summary>
    public ReceivedAttributes Attributes { get; init; } = ReceivedAttributes.Empty;

    /// <summary>The start of the series.</summary>
    public ulong StartUnixNano { get; init; }

    /// <summary>The time of the point.</summary>
    public ulong TimeUnixNano { get; init; }

    /// <summary>The value of a gauge or a sum: a <see cref="long"/> or a <see cref="double"/>; null for a histogram.</summary>
    public object? Value { get; init; }

    /// <summary>The number of values of a histogram.</summary>
    public ulong Count { get; init; }

    /// <summary>The sum of the values of a histogram.</summary>
    public double? Sum { get; init; }

    /// <summary>The smallest value of a histogram, if it was sent.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value of a histogram, if it was sent.</summary>
    public double? Max { get; init; }

    /// <summary>The upper bounds of a histogram's buckets, without the last bucket's.</summary>
    public IReadOnlyList<double> Bounds { get; init; } = [];

    /// <summary>The numbers of values in a histogram's buckets: one more than <see cref="Bounds"/>.</summary>
    public IReadOnlyList<ulong> BucketCounts { get; init; } = [];

    /// <summary>The exemplars.</summary>
    public IReadOnlyList<ReceivedExemplar> Exemplars { get; init; } = [];

    /// <summary>As attributes and value; a histogram as attributes, count and sum.</summary>
    public override string ToString() =>
        $"{Attributes} {(Value is null ? $"count={Count} sum={AttributeText.Format(Sum)}" : AttributeText.Format(Value))}";
}
