namespace TracedLlm.Export.Spool;

/// <summary>A batch that was read from the spool.</summary>
/// <param name="Destination">Its destination.</param>
/// <param name="Spans">How many spans it has.</param>
/// <param name="Length">How many bytes the spans have.</param>
/// <param name="WrittenAt">When it was appended.</param>
/// <param name="Segment">The file that it is in.</param>
/// <param name="Offset">The offset of its record in that file.</param>
internal readonly record struct SpooledBatch(
    string Destination, int Spans, int Length, DateTimeOffset WrittenAt, SpoolSegment Segment, long Offset) : IComparable<SpooledBatch>
{
    /// <summary>The order in which batches were appended. The times are no order: a clock may be set back.</summary>
    public int CompareTo(SpooledBatch other) =>
        string.CompareOrdinal(Segment.Name, other.Segment.Name) is var files && files != 0 ? files : Offset.CompareTo(other.Offset);
}
