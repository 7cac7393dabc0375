namespace TracedLlm.Bench.Gateways;

/// <summary>The decision of a guardrail.</summary>
internal readonly record struct Verdict(bool IsBlocked);
