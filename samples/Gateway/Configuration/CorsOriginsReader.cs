namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the origins whose pages may call the gateway from a browser: <c>general_settings.cors_origins</c>, otherwise LiteLLM's variable.</summary>
internal static class CorsOriginsReader
{
    public const string Variable = "LITELLM_CORS_ORIGINS";

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

    // A browser sends scheme, host and port; an entry with a path would never match.
    private static bool IsOrigin(string origin) =>
        origin == Every || Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin;
}
