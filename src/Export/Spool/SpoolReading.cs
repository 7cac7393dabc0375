namespace TracedLlm.Export;

/// <summary>A record that was read and is not yet behind the position of its file.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Record">What it says of itself.</param>
/// <param name="State">What became of it.</param>
internal readonly record struct SpoolReading(long Offset, SpoolRecord Record, SpoolReadingState State)
{
    public long End => Offset + Record.WholeLength;
}
