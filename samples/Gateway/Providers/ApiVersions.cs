namespace TracedLlm.Samples.Gateway;

/// <summary>The versions of a provider's API, where its addresses have them.</summary>
/// <param name="Setting">The setting of a deployment with the version.</param>
/// <param name="Variable">The environment variable for a file without the setting.</param>
/// <param name="Locate">The deployment at an address of the file, with the version that the file says or <see langword="null"/>; the result is <see langword="null"/> if the address needs a version.</param>
/// <param name="Create">The address of a request to the model below a base address, with a version.</param>
internal sealed record ApiVersions(
    string Setting,
    string Variable,
    Func<Uri, string?, DeploymentAddress?> Locate,
    Func<string, string, LlmRequest, string?, Uri> Create)
{
    /// <summary>The gateway's path for an address that the provider gives in an answer, where it has a version; <see langword="null"/> if the gateway has none.</summary>
    public Func<Uri, string?> PathOf { get; init; } = static _ => null;
}
