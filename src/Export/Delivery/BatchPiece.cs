namespace TracedLlm.Export.Delivery;

/// <summary>Consecutive spans of a batch.</summary>
/// <param name="First">The index of the first span.</param>
/// <param name="Spans">How many spans it has.</param>
internal readonly record struct BatchPiece(int First, int Spans);
