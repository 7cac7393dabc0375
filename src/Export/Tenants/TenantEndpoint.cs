namespace TracedLlm.Export;

/// <summary>What became of a tenant's settings for a backend: an endpoint, or the reason why there is none.</summary>
/// <param name="Endpoint">Where spans go.</param>
/// <param name="Reason">One of <see cref="DestinationDrop"/>, where there is no endpoint.</param>
/// <param name="Text">What is wrong.</param>
internal readonly record struct TenantEndpoint(BackendEndpoint? Endpoint, string? Reason, string? Text);
