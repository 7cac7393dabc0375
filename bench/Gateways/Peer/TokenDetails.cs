namespace TracedLlm.Bench.Gateways;

/// <summary>Tokens by their kind.</summary>
internal sealed record TokenDetails(long? CachedTokens, long? AudioTokens, long? ReasoningTokens);
