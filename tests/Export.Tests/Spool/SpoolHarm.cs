namespace TracedLlm.Export.Tests.Spool;

/// <summary>Something that happens to the files of a spool.</summary>
/// <param name="Kind">The kind of it.</param>
/// <param name="File">Which of the files.</param>
/// <param name="Offset">Where in the file.</param>
/// <param name="Length">How many bytes.</param>
public sealed record SpoolHarm(SpoolHarmKind Kind, int File, int Offset, int Length);
