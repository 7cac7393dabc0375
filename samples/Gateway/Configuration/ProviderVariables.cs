namespace TracedLlm.Samples.Gateway;

/// <summary>The addresses and keys of providers in the environment.</summary>
internal static class ProviderVariables
{
    /// <summary>The providers for which the environment has all that a call needs: a key, or the address of a provider that needs no key.</summary>
    public static IEnumerable<Provider> Providers(ConfigurationSource source) =>
        from provider in Provider.ByPrefix.Values.Distinct().OrderBy(provider => provider.Name, StringComparer.Ordinal)
        where FindKey(provider, source) is not null || (provider.IsLocal && provider.BaseVariables.Any(variable => source.Variable(variable) is not null))
        where FindAddress(provider, source, out _) is not null
        select provider;

    public static string? FindKey(Provider provider, ConfigurationSource source) =>
        provider.KeyVariables.Select(source.Variable).FirstOrDefault(value => value is not null)?.Trim();

    /// <summary>The address in the environment, otherwise the provider's public one.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="source">The file.</param>
    /// <param name="wrong">The name and the value of a variable that should have an address.</param>
    public static Uri? FindAddress(Provider provider, ConfigurationSource source, out (string Variable, string Value)? wrong)
    {
        wrong = null;
        foreach (var variable in provider.BaseVariables)
        {
            if (source.Variable(variable)?.Trim() is { Length: > 0 } value)
            {
                wrong = Parse(value) is null ? (variable, value) : null;
                return Parse(value);
            }
        }

        return FindRegion(source) is { } region && provider.BaseOfRegion is { } address && IsRegion(region) ? new Uri(address(region))
            : provider.DefaultBase is { } known ? new Uri(known)
            : null;
    }

    public static string? FindRegion(ConfigurationSource source) => source.Variable("AWS_REGION_NAME") ?? source.Variable("AWS_REGION");

    public static bool IsRegion(string text) => text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    public static Uri? Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
}
