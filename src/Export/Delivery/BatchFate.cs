namespace TracedLlm.Export.Delivery;

/// <summary>What becomes of a batch after an answer.</summary>
/// <param name="Step">What the sender does.</param>
/// <param name="Reason">Why spans are dropped, where the step drops spans.</param>
/// <param name="SplitAfter">How many spans the first part has, where the step cuts the piece.</param>
internal readonly record struct BatchFate(BatchStep Step, DropReason Reason = default, int SplitAfter = 0);
