namespace TracedLlm.Samples.Gateway;

/// <summary>The setting <c>model</c> of a deployment.</summary>
/// <param name="Provider">The provider; <see langword="null"/> for <c>*</c>, with which the name that a caller sends decides it.</param>
/// <param name="Name">The provider's name for the model; a star stands for any text.</param>
/// <param name="Region">The region that the name says.</param>
internal readonly record struct ProviderModel(Provider? Provider, string Name, string? Region = null);
