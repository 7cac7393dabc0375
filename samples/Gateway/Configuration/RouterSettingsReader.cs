namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>router_settings</c>, which go before the same settings of <c>litellm_settings</c>.</summary>
internal static class RouterSettingsReader
{
    public static GatewayConfiguration Read(SettingsSection? settings, GatewayConfiguration configuration)
    {
        if (settings is null)
        {
            return configuration;
        }

        var fallbacks = LiteLlmSettingsReader.ReadFallbacks(settings, new ModelTable(configuration));
        return configuration with
        {
            NumRetries = LiteLlmSettingsReader.ReadRetries(settings) ?? configuration.NumRetries,
            RequestTimeout = LiteLlmSettingsReader.ReadTimeout(settings, "timeout") ?? configuration.RequestTimeout,
            Fallbacks = settings.Has("fallbacks") ? fallbacks : configuration.Fallbacks,
        };
    }
}
