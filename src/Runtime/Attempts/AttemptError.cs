namespace TracedLlm.Attempts;

/// <summary>How an attempt failed. The texts have no secrets, and have a maximum length.</summary>
/// <param name="ErrorType"><c>error.type</c>: the status, the exception's type, or the provider's code of an error in a response whose status reports success.</param>
/// <param name="Message">What the provider or the exception says; <see langword="null"/> if nothing is known.</param>
/// <param name="ProviderType">The provider's type of the error; <see langword="null"/> if it names none.</param>
/// <param name="ProviderCode">The provider's code of the error; <see langword="null"/> if it names none.</param>
internal sealed record AttemptError(string ErrorType, string? Message = null, string? ProviderType = null, string? ProviderCode = null);
