using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Tenants;

/// <summary>The endpoint of a tenant's settings, or the reason why there is none.</summary>
/// <param name="Endpoint">The endpoint; <see langword="null"/> if the settings are not usable.</param>
/// <param name="Reason">One of <see cref="DestinationDrop"/>, where there is no endpoint.</param>
/// <param name="Text">The error.</param>
internal readonly record struct TenantEndpoint(BackendEndpoint? Endpoint, string? Reason, string? Text);
