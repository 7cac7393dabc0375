namespace TracedLlm.Export.Spool;

/// <summary>A file of the spool and the queue of its destination, ordered by age.</summary>
internal readonly record struct SpoolFile(SpoolQueue Queue, SpoolSegment Segment) : IComparable<SpoolFile>
{
    public int CompareTo(SpoolFile other) =>
        string.CompareOrdinal(Segment.Name, other.Segment.Name) is var names && names != 0
            ? names
            : string.CompareOrdinal(Segment.Path, other.Segment.Path);
}
