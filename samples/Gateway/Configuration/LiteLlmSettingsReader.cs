using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>litellm_settings</c>.</summary>
internal static class LiteLlmSettingsReader
{
    private const double LongestTimeout = 24 * 60 * 60;
    private const int MostRetries = 100;

    private static readonly string[] CallbackSettings = ["callbacks", "success_callback", "failure_callback", "service_callback", "service_callbacks"];

    public static GatewayConfiguration Read(SettingsSection? settings, GatewayConfiguration configuration, ConfigurationSource source) =>
        settings is null ? configuration : configuration with
        {
            Callbacks = CallbackNames.ReadAll(settings, CallbackSettings, source),
            NumRetries = ReadRetries(settings) ?? 0,
            RequestTimeout = ReadTimeout(settings, "request_timeout") ?? configuration.RequestTimeout,
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
            Fallbacks = ReadFallbacks(settings, new ModelTable(configuration)),
        };

    /// <summary><c>num_retries</c>; <see langword="null"/> if absent.</summary>
    public static int? ReadRetries(SettingsSection settings) => settings.Number("num_retries") switch
    {
        null => null,
        { } retries when retries <= MostRetries && double.IsInteger(retries) => (int)retries,
        _ => throw settings.Error("num_retries", $"must be a whole number from 0 to {MostRetries}"),
    };

    /// <summary>A time in seconds; <see langword="null"/> if absent.</summary>
    public static TimeSpan? ReadTimeout(SettingsSection settings, string setting) => settings.Number(setting) switch
    {
        null => null,
        { } seconds when seconds is > 0 and <= LongestTimeout => TimeSpan.FromSeconds(seconds),
        _ => throw settings.Error(setting, $"must be more than 0 and at most {LongestTimeout} seconds"),
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

    /// <summary><c>fallbacks</c>; empty if absent.</summary>
    public static Dictionary<string, IReadOnlyList<string>> ReadFallbacks(SettingsSection settings, ModelTable models)
    {
        var fallbacks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var entry in settings.Sections("fallbacks"))
        {
            foreach (var group in entry.Names())
            {
                var others = entry.Texts(group);
                if (others.Prepend(group).FirstOrDefault(name => models.Find(name) is null) is { } unknown)
                {
                    throw entry.Error(group, $"names a model that is not in model_list: '{unknown}'");
                }

                fallbacks[group] = others;
            }
        }

        return fallbacks;
    }
}
