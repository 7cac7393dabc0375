using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>A fallback that a request names.</summary>
/// <param name="Model">The model.</param>
/// <param name="Group">The model that it is for; <see langword="null"/> for any.</param>
/// <param name="Changes">The fields that differ for this model; <see langword="null"/> if none does.</param>
internal sealed record RequestedFallback(string Model, string? Group = null, JsonElement? Changes = null);
