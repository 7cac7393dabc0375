namespace TracedLlm.Export.Backends;

/// <summary>The address of a backend.</summary>
/// <param name="Uri">The whole address; of gRPC, scheme and authority.</param>
/// <param name="Protocol">The protocol of the requests.</param>
/// <param name="Source">The setting that it comes from; <see langword="null"/> for a default.</param>
internal sealed record BackendAddress(Uri Uri, OtlpProtocol Protocol, string? Source);
