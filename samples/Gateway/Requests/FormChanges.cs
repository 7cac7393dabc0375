namespace TracedLlm.Samples.Gateway;

/// <summary>How the form for a provider differs from the caller's.</summary>
/// <param name="IsDropped">Whether the fields of a name are removed.</param>
/// <param name="Replacement">The new value of a field, by its name and its index among the fields of that name; <see langword="null"/> keeps the value.</param>
/// <param name="Added">The fields to add at the front.</param>
internal sealed record FormChanges(Func<string, bool> IsDropped, Func<string, int, string?> Replacement, params IReadOnlyList<(string Name, string Value)> Added);
