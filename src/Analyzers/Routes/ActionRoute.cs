namespace TracedLlm.Analyzers.Routes;

/// <summary>The route in one attribute of an action.</summary>
/// <param name="Template">Its template; <see langword="null"/> without a template.</param>
/// <param name="HttpMethod">The HTTP method; <see langword="null"/> without a method.</param>
/// <param name="IsKnown">Whether the template is readable. The template of a custom attribute is not.</param>
internal readonly record struct ActionRoute(string? Template, string? HttpMethod, bool IsKnown = true);
