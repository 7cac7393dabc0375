namespace TracedLlm.Bench.Gateways;

/// <summary>A choice of an answer.</summary>
internal sealed record ChatChoice(string? FinishReason);
