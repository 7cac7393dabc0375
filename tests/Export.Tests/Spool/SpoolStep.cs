namespace TracedLlm.Export.Tests.Spool;

/// <summary>Something done to a spool.</summary>
/// <param name="Kind">The kind of the step.</param>
/// <param name="Destination">To whose batches.</param>
/// <param name="Number">A size, or which of several.</param>
public sealed record SpoolStep(SpoolStepKind Kind, string Destination, int Number);
