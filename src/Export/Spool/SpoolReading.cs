namespace TracedLlm.Export.Spool;

/// <summary>A record that was read, or a gap that was passed, and that the saved position of its file has not passed.</summary>
/// <param name="Offset">Its offset in the file.</param>
/// <param name="End">The offset behind it.</param>
/// <param name="Record">Its header; <see langword="default"/> for a gap.</param>
/// <param name="State">Whether its reader has ended it; a gap is done.</param>
internal readonly record struct SpoolReading(long Offset, long End, SpoolRecord Record, SpoolReadingState State)
{
    /// <summary>Whether no record is there.</summary>
    public bool IsGap => Record == default;

    public static SpoolReading FromRecord(long offset, in SpoolRecord record) => new(offset, offset + record.WholeLength, record, SpoolReadingState.Out);

    public static SpoolReading FromGap(SpoolGap gap) => new(gap.Start, gap.End, default, SpoolReadingState.Done);
}
