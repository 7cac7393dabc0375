namespace TracedLlm.Bench.Gateways;

/// <summary>The tokens of an answer.</summary>
internal sealed record ChatUsage(long PromptTokens, long CompletionTokens, TokenDetails? PromptTokensDetails, TokenDetails? CompletionTokensDetails);
