namespace TracedLlm.Cost;

/// <summary>The prices of one token of each kind, in USD, up to or above a number of input tokens.</summary>
internal readonly record struct TokenRates(double Input, double Output, double CacheRead, double CacheCreation, double OneHourCacheCreation);
