namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the settings of routing in <c>router_settings</c> and <c>litellm_settings</c>: https://docs.litellm.ai/docs/routing.</summary>
internal static class RoutingSettingsReader
{
    private const int MostFailures = 1_000_000;
    private const int MostFallbacks = 100;
    private const int MostLatencies = 10_000;

    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static GatewayConfiguration Read(RoutingSections sections, GatewayConfiguration configuration)
    {
        var models = new ModelTable(configuration);
        var (defaults, arguments) = (configuration.Routing, sections.Router?.Section("routing_strategy_args")?.Expect(KnownSettings.RoutingArguments));
        return configuration with
        {
            NumRetries = sections.FindValue(ReadRetries) ?? configuration.NumRetries,
            RequestTimeout = sections.FindValue(section => RoutingNumbers.ReadTimeout(section, section == sections.Router ? "timeout" : "request_timeout")) ?? configuration.RequestTimeout,
            Routing = new RoutingSettings
            {
                Strategy = ReadStrategy(sections.Router) ?? defaults.Strategy,
                LatencyLifetime = (arguments is null ? null : RoutingNumbers.ReadTimeout(arguments, "ttl")) ?? defaults.LatencyLifetime,
                LatencyAnswers = (arguments is null ? null : RoutingNumbers.ReadWhole(arguments, "max_latency_list_size", MostLatencies, least: 1)) ?? defaults.LatencyAnswers,
                LatencyBuffer = arguments?.Number("lowest_latency_buffer") ?? defaults.LatencyBuffer,
                Fallbacks = FallbackListsReader.Read(sections, models),
                MaxFallbacks = sections.FindValue(section => RoutingNumbers.ReadWhole(section, "max_fallbacks", MostFallbacks)) ?? defaults.MaxFallbacks,
                RetriesByError = ErrorCountsReader.Read(sections.Router, ErrorCountsReader.RetryPolicy, KnownSettings.RetryPolicy, RetryRules.MostRetries),
                RetriesByModel = ErrorCountsReader.ReadRetriesByModel(sections.Router, models),
                Cooldowns = ReadCooldowns(sections, defaults.Cooldowns),
                StreamTimeout = sections.FindValue(section => RoutingNumbers.ReadTimeout(section, "stream_timeout")),
            },
        };
    }

    /// <summary><c>num_retries</c>; <see langword="null"/> if absent.</summary>
    private static int? ReadRetries(SettingsSection settings) => RoutingNumbers.ReadWhole(settings, "num_retries", RetryRules.MostRetries);

    private static string? ReadStrategy(SettingsSection? settings)
    {
        const string Setting = "routing_strategy";
        return settings?.Text(Setting) switch
        {
            null or "" => null,
            var name when RoutingStrategies.Names.Contains(name) => name,
            var name => throw settings.Error(Setting, $"names a strategy that the gateway does not have: '{name}'. Strategies: {string.Join(", ", RoutingStrategies.Names)}"),
        };
    }

    private static CooldownSettings ReadCooldowns(RoutingSections sections, CooldownSettings defaults) => new()
    {
        AreDisabled = sections.FindValue(section => section.Boolean("disable_cooldowns")) ?? false,
        Time = sections.FindValue(section => RoutingNumbers.ReadTime(section, "cooldown_time")) ?? defaults.Time,
        AllowedFails = sections.FindValue(section => RoutingNumbers.ReadWhole(section, "allowed_fails", MostFailures)),
        AllowedFailsByError = ErrorCountsReader.Read(sections.Router, ErrorCountsReader.AllowedFailsPolicy, KnownSettings.AllowedFailsPolicy, MostFailures),
    };
}
