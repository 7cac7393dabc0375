namespace TracedLlm.Export;

/// <summary>A batch that was read from the spool.</summary>
/// <param name="Destination">Whose it is.</param>
/// <param name="Spans">How many spans it has.</param>
/// <param name="Length">How many bytes these are.</param>
/// <param name="WrittenAt">When it was appended.</param>
/// <param name="Segment">The file that it is in.</param>
/// <param name="Offset">Where its record begins there.</param>
internal readonly record struct SpooledBatch(
    string Destination, int Spans, int Length, DateTimeOffset WrittenAt, SpoolSegment Segment, long Offset);
