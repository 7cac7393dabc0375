namespace TracedLlm.Attempts;

/// <summary>The number of attempts at a request, for its response headers and <c>litellm_request</c>.</summary>
/// <param name="Attempts">All attempts.</param>
/// <param name="Retries">The attempts of kind <c>retry</c>.</param>
/// <param name="Fallbacks">The attempts of kind <c>fallback</c>.</param>
/// <param name="MaxRetries">The configured number of retries; <see langword="null"/> if the gateway has not stated it.</param>
/// <param name="MaxFallbacks">The configured number of fallbacks; <see langword="null"/> if the gateway has not stated it.</param>
internal readonly record struct AttemptCounts(int Attempts, int Retries, int Fallbacks, int? MaxRetries, int? MaxFallbacks);
