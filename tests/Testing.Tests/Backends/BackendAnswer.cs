namespace TracedLlm.Testing.Tests.Backends;

/// <summary>What a backend answered over HTTP.</summary>
internal sealed record BackendAnswer(int Status, string Body, string? MediaType, TimeSpan? RetryAfter);
