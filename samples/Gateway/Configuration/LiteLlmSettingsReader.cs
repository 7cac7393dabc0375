using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>litellm_settings</c>.</summary>
internal static class LiteLlmSettingsReader
{
    private static readonly string[] CallbackSettings = ["callbacks", "success_callback", "failure_callback", "service_callback", "service_callbacks"];

    public static GatewayConfiguration Read(SettingsSection? settings, GatewayConfiguration configuration, ConfigurationSource source) =>
        settings is null ? configuration : configuration with
        {
            Callbacks = CallbackNames.ReadAll(settings, CallbackSettings, source),
            Cache = settings.Boolean("cache") ?? false,
            CacheSettings = CacheSettingsReader.Read(settings, source),
            TurnsOffMessageLogging = settings.Boolean(MessageLogging.TurnOff) ?? false,
            AsksForContent = settings.Boolean(MessageLogging.TurnOff) == false,
            RedactsCallers = settings.Boolean("redact_user_api_key_info") ?? false,
            JsonLogs = settings.Boolean("json_logs") ?? false,
            IsVerbose = settings.Boolean("set_verbose") ?? false,
            ForwardTraceParentTo = ReadForwarding(settings),
            AllowedBackendHosts = settings.Texts("provider_url_destination_allowed_hosts"),
            TeamDestinations = DestinationReader.ReadTeams(settings),
            TeamMetadata = TeamMetadataReader.Read(settings),
        };

    private static IReadOnlyList<string> ReadForwarding(SettingsSection settings)
    {
        const string Setting = "forward_traceparent_to_llm_provider";
        if (settings.Value(Setting) is not YamlSequenceNode)
        {
            return settings.Boolean(Setting) is true ? ["*"] : [];
        }

        var hosts = settings.Texts(Setting);
        return hosts.FirstOrDefault(host => host.Contains('/', StringComparison.Ordinal) || host.Any(char.IsWhiteSpace)) is { } wrong
            ? throw settings.Error(Setting, $"must hold hosts such as api.example.com or localhost:8080, not '{wrong}'")
            : hosts;
    }
}
