namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the gateway's address for its callers: <c>general_settings.proxy_base_url</c>, otherwise LiteLLM's variable.</summary>
internal static class PublicAddressReader
{
    public const string Variable = "PROXY_BASE_URL";

    private const string Setting = "proxy_base_url";
    private const string Example = "must be an address such as https://gateway.example.com, not";

    public static Uri? Read(SettingsSection? settings, ConfigurationSource source)
    {
        if (settings?.Text(Setting) is { } text)
        {
            return Parse(text) ?? throw settings.Error(Setting, $"{Example} '{text}'");
        }

        return source.Variable(Variable) is { } value ? Parse(value) ?? throw new ConfigurationException(Variable, 0, $"{Example} '{value}'") : null;
    }

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { Query: "", Fragment: "", UserInfo: "" } ? address : null;
}
