using System.Collections.Concurrent;

namespace TracedLlm.Metrics;

/// <summary>
/// The attributes of a time series, made once: a path in a tree with an attribute at each step, so that finding them again allocates
/// nothing. One tree has at most <see cref="MaxSeries"/> of them; what goes beyond is one series with <c>otel.metric.overflow</c>, as in
/// OpenTelemetry's SDK.
/// </summary>
internal sealed class TagSet
{
    /// <summary>
    /// The most series of a tree. OpenTelemetry's SDK keeps 2,000 of a metric, and one of them is its overflow:
    /// https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits.
    /// </summary>
    public const int MaxSeries = 1_900;

    private static readonly KeyValuePair<string, object?>[] Merged = [new(MetricAttributeNames.Overflow, true)];

    private readonly ConcurrentDictionary<(string Name, string Value), TagSet> _next = new();
    private readonly TagSet? _parent;
    private readonly TagSet _root;
    private readonly KeyValuePair<string, object?> _tag;

    // Of the root alone: how many series there are.
    private int _series;
    private KeyValuePair<string, object?>[]? _tags;

    /// <summary>Creates the root of a tree: no attributes.</summary>
    public TagSet() => _root = this;

    private TagSet(TagSet parent, string name, string value)
    {
        _parent = parent;
        _root = parent._root;
        _tag = new(name, value);
    }

    /// <summary>The attributes, for a measurement.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => Volatile.Read(ref _tags) ?? CreateTags();

    private TagSet Overflow => field ??= new TagSet { _tags = Merged };

    private bool IsFull => Volatile.Read(ref _root._series) >= MaxSeries;

    /// <summary>Returns these attributes and one more; <see langword="null"/> and the empty text add nothing.</summary>
    public TagSet With(string name, string? value)
    {
        if (string.IsNullOrEmpty(value) || _tags == Merged)
        {
            return this;
        }

        if (_next.TryGetValue((name, value), out var next))
        {
            return next;
        }

        // A full tree grows no further: its new series are one.
        return IsFull ? _root.Overflow : _next.GetOrAdd((name, value), static (tag, parent) => new(parent, tag.Name, tag.Value), this);
    }

    private KeyValuePair<string, object?>[] CreateTags()
    {
        var isNew = Interlocked.Increment(ref _root._series) <= MaxSeries;
        var tags = isNew ? [.. Path()] : Merged;
        return Interlocked.CompareExchange(ref _tags, tags, null) ?? tags;
    }

    private IEnumerable<KeyValuePair<string, object?>> Path()
    {
        if (_parent is null)
        {
            return [];
        }

        return _parent.Path().Append(_tag);
    }
}
