namespace TracedLlm.Bench.Gateways;

/// <summary>The owner of a key.</summary>
internal sealed record Caller(string KeyHash, string KeyAlias, string UserId, string TeamId, string TeamAlias, string OrganizationId);
