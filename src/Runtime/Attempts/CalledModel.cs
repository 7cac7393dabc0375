namespace TracedLlm.Attempts;

/// <summary>What an attempt called.</summary>
/// <param name="Provider">The provider; <see langword="null"/> if it is not known.</param>
/// <param name="Model">The provider's name of the model; <see langword="null"/> if it is not known.</param>
/// <param name="Deployment">The deployment; <see langword="null"/> if the gateway does not state it.</param>
internal readonly record struct CalledModel(object? Provider, string? Model, string? Deployment);
