namespace TracedLlm.Analyzers.Routes;

/// <summary>What one attribute says of an action's route.</summary>
/// <param name="Template">Its template; <see langword="null"/> where it has none.</param>
/// <param name="HttpMethod">The HTTP method; <see langword="null"/> where it names none.</param>
/// <param name="IsKnown">Whether the template can be read; an attribute of one's own may make it of anything.</param>
internal readonly record struct ActionRoute(string? Template, string? HttpMethod, bool IsKnown = true);
