namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's address and key that a caller brings.</summary>
/// <param name="ApiBase">The address; <see langword="null"/>: the configuration's.</param>
/// <param name="ApiKey">The key; <see langword="null"/>: the configuration's, unless the address is the caller's.</param>
/// <param name="Field">The name of the first of these fields, for messages.</param>
internal sealed record ClientCredentials(Uri? ApiBase, string? ApiKey, string Field);
