namespace TracedLlm.Metrics;

/// <summary>
/// Counts the series of one metric of an application: at most <see cref="Max"/>. What goes beyond is one series with
/// <c>otel.metric.overflow</c>, as in OpenTelemetry's SDK.
/// </summary>
/// <param name="index">The number of the metric among those that share a tree of <see cref="TagSet"/>, less than 32.</param>
internal sealed class MetricSeries(int index)
{
    /// <summary>
    /// The most series of a metric. OpenTelemetry's SDK keeps 2,000, and one of them is its overflow:
    /// https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits.
    /// </summary>
    public const int Max = 1_900;

    private int _count;

    /// <summary>The bit that stands for the metric at each node of the tree.</summary>
    public int Bit { get; } = 1 << index;

    /// <summary>Counts one more series; <see langword="false"/> if there is no room.</summary>
    public bool TryAdd()
    {
        if (Volatile.Read(ref _count) >= Max)
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) <= Max)
        {
            return true;
        }

        Remove();
        return false;
    }

    /// <summary>Takes back what <see cref="TryAdd"/> has counted.</summary>
    public void Remove() => Interlocked.Decrement(ref _count);
}
