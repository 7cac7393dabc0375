namespace TracedLlm.Testing.Tests.Backends;

/// <summary>A backend's answer over HTTP.</summary>
internal sealed record BackendAnswer(int Status, string Body, string? MediaType);
