namespace TracedLlm.Export.Spool;

/// <summary>A batch that was read from the spool.</summary>
/// <param name="Destination">Its destination.</param>
/// <param name="Spans">How many spans it has.</param>
/// <param name="Length">How many bytes the spans have.</param>
/// <param name="WrittenAt">When it was appended.</param>
/// <param name="Segment">The file that it is in.</param>
/// <param name="Offset">The offset of its record in that file.</param>
internal readonly record struct SpooledBatch(
    string Destination, int Spans, int Length, DateTimeOffset WrittenAt, SpoolSegment Segment, long Offset);
