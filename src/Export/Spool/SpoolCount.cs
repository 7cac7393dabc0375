namespace TracedLlm.Export.Spool;

/// <summary>The batches that wait in the spool.</summary>
/// <param name="Bytes">Its size on disk.</param>
/// <param name="Spans">How many spans are in it.</param>
internal readonly record struct SpoolCount(long Bytes, long Spans);
