namespace TracedLlm.Export.Spool;

/// <summary>A part of a file without a record that is to be sent: damaged, or a copy of another part.</summary>
/// <param name="Start">The offset of its first byte.</param>
/// <param name="End">The offset behind its last byte.</param>
internal readonly record struct SpoolGap(long Start, long End);
