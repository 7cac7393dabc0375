using System.Collections.Concurrent;

namespace TracedLlm.Metrics;

/// <summary>
/// The attributes of time series, made once: a path in a tree with an attribute at each step, so that finding them again allocates
/// nothing. Several metrics may use one tree, and each has a bound of its own, <see cref="MetricSeries"/>.
/// </summary>
internal sealed class TagSet
{
    /// <summary>
    /// The most nodes of a tree. A path may have nodes that are no series of any metric, so that the bounds of the metrics do not bound
    /// the memory.
    /// </summary>
    public const int MaxNodes = 32 * MetricSeries.Max;

    private static readonly KeyValuePair<string, object?>[] Merged = [new(MetricAttributeNames.Overflow, true)];

    private readonly TagSet? _parent;
    private readonly TagSet _root;
    private readonly KeyValuePair<string, object?> _tag;
    private ConcurrentDictionary<(string Name, string Value), TagSet>? _next;
    private KeyValuePair<string, object?>[]? _tags;

    // The bits of the metrics that have these attributes as a series.
    private int _metrics;

    // Of the root alone: how many nodes the tree has.
    private int _nodes;

    /// <summary>Creates the root of a tree: no attributes.</summary>
    public TagSet() => _root = this;

    private TagSet(TagSet parent, string name, string value)
    {
        _parent = parent;
        _root = parent._root;
        _tag = new(name, value);
    }

    // Stands for all paths for which a full tree has no room.
    private TagSet Overflow => field ??= new TagSet { IsOverflow = true };

    private bool IsOverflow { get; init; }

    /// <summary>Returns these attributes and one more; <see langword="null"/> and the empty text add nothing.</summary>
    public TagSet With(string name, string? value)
    {
        if (string.IsNullOrEmpty(value) || IsOverflow)
        {
            return this;
        }

        return Volatile.Read(ref _next) is { } known && known.TryGetValue((name, value), out var next) ? next : Add(name, value);
    }

    /// <summary>Returns the attributes as a series of a metric, for a measurement.</summary>
    /// <param name="series">The series of the metric.</param>
    public KeyValuePair<string, object?>[] GetTags(MetricSeries series) =>
        (Volatile.Read(ref _metrics) & series.Bit) != 0 ? _tags! : AddTo(series);

    private TagSet Add(string name, string value)
    {
        if (Volatile.Read(ref _root._nodes) >= MaxNodes)
        {
            return _root.Overflow;
        }

        // Most nodes are leaves, so that the dictionary is made with the first child.
        var next = Volatile.Read(ref _next);
        if (next is null)
        {
            ConcurrentDictionary<(string, string), TagSet> created = new(concurrencyLevel: 1, capacity: 1);
            next = Interlocked.CompareExchange(ref _next, created, null) ?? created;
        }

        var added = new TagSet(this, name, value);
        var node = next.GetOrAdd((name, value), added);
        if (node == added)
        {
            Interlocked.Increment(ref _root._nodes);
        }

        return node;
    }

    // A full metric keeps the series that it has: nothing is stored here for further ones.
    private KeyValuePair<string, object?>[] AddTo(MetricSeries series)
    {
        if (IsOverflow || !series.TryAdd())
        {
            return Merged;
        }

        if (Volatile.Read(ref _tags) is null)
        {
            Interlocked.CompareExchange(ref _tags, [.. ListPath()], null);
        }

        if ((Interlocked.Or(ref _metrics, series.Bit) & series.Bit) != 0)
        {
            series.Remove();
        }

        return _tags!;
    }

    private IEnumerable<KeyValuePair<string, object?>> ListPath() => _parent is null ? [] : _parent.ListPath().Append(_tag);
}
