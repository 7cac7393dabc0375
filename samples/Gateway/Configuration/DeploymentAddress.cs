namespace TracedLlm.Samples.Gateway;

/// <summary>Where a deployment is.</summary>
/// <param name="Base">The base address.</param>
/// <param name="Version">The version of the API, if its addresses have one.</param>
/// <param name="Model">The model that the address names, in place of the setting; <see langword="null"/> if it names none.</param>
/// <param name="BasePath">What follows the base address, in place of <see cref="Provider.BasePath"/>; <see langword="null"/> if that does.</param>
internal readonly record struct DeploymentAddress(Uri Base, string? Version = null, string? Model = null, string? BasePath = null);
