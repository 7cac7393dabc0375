namespace TracedLlm.Export.Spool;

/// <summary>A record that was read, and that the saved position of its file has not passed.</summary>
/// <param name="Offset">Its offset in the file.</param>
/// <param name="Record">Its header.</param>
/// <param name="State">Whether its reader has ended it.</param>
internal readonly record struct SpoolReading(long Offset, SpoolRecord Record, SpoolReadingState State)
{
    public long End => Offset + Record.WholeLength;
}
