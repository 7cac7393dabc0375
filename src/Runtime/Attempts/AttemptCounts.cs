using System.Diagnostics;
using TracedLlm.Facts;

namespace TracedLlm.Attempts;

/// <summary>How often a request was tried: what its response headers and <c>litellm_request</c> say.</summary>
/// <param name="Attempts">All attempts.</param>
/// <param name="Retries">Those of kind <c>retry</c>.</param>
/// <param name="Fallbacks">Those of kind <c>fallback</c>.</param>
/// <param name="MaxRetries">How many retries are configured; <see langword="null"/> if the gateway has not said.</param>
/// <param name="MaxFallbacks">How many fallbacks are configured; <see langword="null"/> if the gateway has not said.</param>
internal readonly record struct AttemptCounts(int Attempts, int Retries, int Fallbacks, int? MaxRetries, int? MaxFallbacks)
{
    /// <summary>Writes them on <c>litellm_request</c>.</summary>
    public void WriteTo(Activity request)
    {
        request.SetTag(LibraryAttributes.Attempts, Attempts);
        request.SetTag(LibraryAttributes.Retries, Retries);
        request.SetTag(LibraryAttributes.Fallbacks, Fallbacks);
        request.SetTag(LibraryAttributes.MaxRetries, MaxRetries);
        request.SetTag(LibraryAttributes.MaxFallbacks, MaxFallbacks);
    }
}
