namespace TracedLlm.Export;

/// <summary>Spans of a batch that stand next to each other.</summary>
/// <param name="First">The index of the first one.</param>
/// <param name="Spans">How many.</param>
internal readonly record struct BatchPiece(int First, int Spans);
