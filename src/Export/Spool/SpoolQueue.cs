namespace TracedLlm.Export;

/// <summary>The files of one destination, the oldest first. Its owner locks.</summary>
internal sealed class SpoolQueue(string destination)
{
    private readonly List<SpoolSegment> _segments = [];

    public string Destination => destination;

    /// <summary>What others see of it without the lock.</summary>
    public SpoolTally Tally { get; } = new();

    public IReadOnlyList<SpoolSegment> Segments => _segments;

    public SpoolCount Count
    {
        get
        {
            long bytes = 0, spans = 0;
            foreach (var segment in _segments)
            {
                bytes += segment.Length;
                spans += segment.Spans;
            }

            return new(bytes, spans);
        }
    }

    /// <summary>The file that is appended to.</summary>
    public SpoolSegment? Open => _segments.Find(segment => !segment.IsClosed);

    /// <summary>Adds a file; the names are in the order of time.</summary>
    public void Add(SpoolSegment segment)
    {
        var index = _segments.FindLastIndex(other => string.CompareOrdinal(other.Name, segment.Name) < 0);
        _segments.Insert(index + 1, segment);
    }

    public void Remove(SpoolSegment segment) => _segments.Remove(segment);

    /// <summary>Something has changed.</summary>
    public void Publish() => Tally.Set(Count, _segments.Exists(static segment => segment.HasMore));
}
