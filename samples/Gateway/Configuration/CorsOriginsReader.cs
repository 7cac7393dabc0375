namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the origins whose pages may call the gateway from a browser: <c>general_settings.cors_origins</c>, otherwise LiteLLM's variable.</summary>
internal static class CorsOriginsReader
{
    public const string Variable = "LITELLM_CORS_ORIGINS";

    /// <summary>LiteLLM's variable for pages that send credentials of the browser. LiteLLM also allows them if it is not set and there are origins.</summary>
    public const string CredentialsVariable = "LITELLM_CORS_ALLOW_CREDENTIALS";

    private const string Setting = "cors_origins";
    private const string Every = "*";
    private const string Example = "must hold origins such as https://app.example.com, or *, not";

    public static IReadOnlyList<string> Read(SettingsSection? settings, ConfigurationSource source)
    {
        var origins = settings?.Texts(Setting) ?? [];
        if (origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw settings!.Error(Setting, $"{Example} '{wrong}'");
        }

        if (origins.Count > 0)
        {
            return origins;
        }

        origins = source.Variable(Variable)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } inVariable
            ? throw new ConfigurationException(Variable, 0, $"{Example} '{inVariable}'")
            : origins;
    }

    /// <summary>Whether the pages may send credentials.</summary>
    /// <exception cref="ConfigurationException">Every page could: a browser would send the user's credentials for any page.</exception>
    public static bool ReadCredentials(SettingsSection? settings, ConfigurationSource source) =>
        "true".Equals(source.Variable(CredentialsVariable), StringComparison.OrdinalIgnoreCase)
        && (Read(settings, source).Contains(Every)
            ? throw new ConfigurationException(CredentialsVariable, 0, $"is true, and {Setting} or {Variable} is *: any page could use the credentials of its visitor. Name the origins")
            : true);

    // A browser sends scheme, host and port; an entry with a path would never match.
    private static bool IsOrigin(string origin) =>
        origin == Every || Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin;
}
