namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>callback_settings</c>: a callback without messages.</summary>
internal static class CallbackSettingsReader
{
    /// <summary>All traces are without content if one callback is to have none.</summary>
    public static GatewayConfiguration Read(SettingsSection? settings, GatewayConfiguration configuration)
    {
        var isOff = settings is not null && settings.Names().ToList().Exists(name => settings.Section(name)?.Boolean("message_logging") is false);
        return isOff ? configuration with { TurnsOffMessageLogging = true } : configuration;
    }
}
