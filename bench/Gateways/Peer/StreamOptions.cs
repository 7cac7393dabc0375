namespace TracedLlm.Bench.Gateways;

/// <summary>The options of a stream.</summary>
internal sealed record StreamOptions(bool? IncludeUsage);
