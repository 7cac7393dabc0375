namespace TracedLlm.Export;

/// <summary>Where spans go.</summary>
/// <param name="Uri">The whole address; of gRPC, scheme and authority.</param>
/// <param name="Protocol">How they travel there.</param>
/// <param name="Source">The setting that said so; <see langword="null"/> for a default.</param>
internal sealed record BackendAddress(Uri Uri, OtlpProtocol Protocol, string? Source);
