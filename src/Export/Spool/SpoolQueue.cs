namespace TracedLlm.Export.Spool;

/// <summary>The files of one destination, the oldest first. The spool's lock guards it.</summary>
internal sealed class SpoolQueue(string destination)
{
    private readonly List<SpoolSegment> _segments = [];

    public string Destination => destination;

    /// <summary>The counts that are read without the lock.</summary>
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

    /// <summary>The file that new records go to.</summary>
    public SpoolSegment? Open => _segments.Find(segment => !segment.IsClosed);

    /// <summary>Adds a file; the order of the names is the order of time.</summary>
    public void Add(SpoolSegment segment)
    {
        var index = _segments.FindLastIndex(other => string.CompareOrdinal(other.Name, segment.Name) < 0);
        _segments.Insert(index + 1, segment);
    }

    public void Remove(SpoolSegment segment) => _segments.Remove(segment);

    /// <summary>Updates the counts after a change.</summary>
    public void Publish() => Tally.Set(Count, _segments.Exists(static segment => segment.HasMore));
}
