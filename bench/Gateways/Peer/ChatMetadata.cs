namespace TracedLlm.Bench.Gateways;

/// <summary>The metadata of the bench's requests.</summary>
internal sealed record ChatMetadata(string? SessionId, string? TraceName, string[]? Tags, string? Region, string? Feature);
