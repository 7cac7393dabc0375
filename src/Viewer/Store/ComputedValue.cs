namespace TracedLlm.Viewer.Store;

/// <summary>A value that a reader has computed of a trace.</summary>
/// <param name="Change">The change of the trace that it was computed after.</param>
/// <param name="Value">The value.</param>
internal sealed record ComputedValue(long Change, object Value);
