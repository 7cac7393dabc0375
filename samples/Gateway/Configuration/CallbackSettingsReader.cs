namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>callback_settings</c>: a callback with or without messages.</summary>
internal static class CallbackSettingsReader
{
    /// <summary>All traces are without content if one callback is to have none, and with content if a callback of the gateway is to have it.</summary>
    public static GatewayConfiguration Read(SettingsSection? settings, GatewayConfiguration configuration)
    {
        foreach (var name in settings?.Names() ?? [])
        {
            if (settings!.Section(name)?.Expect(KnownSettings.Callback) is { } callback)
            {
                var logging = callback.Boolean("message_logging");
                var isOff = callback.Boolean(MessageLogging.TurnOff);
                configuration = configuration with
                {
                    TurnsOffMessageLogging = configuration.TurnsOffMessageLogging || logging == false || isOff == true,
                    AsksForContent = configuration.AsksForContent || (CallbackNames.IsKnown(name) && (logging == true || isOff == false)),
                };
            }
        }

        return configuration;
    }
}
