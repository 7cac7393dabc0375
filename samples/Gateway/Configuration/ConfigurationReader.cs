namespace TracedLlm.Samples.Gateway;

/// <summary>Reads LiteLLM's <c>config.yaml</c>.</summary>
internal static class ConfigurationReader
{
    /// <exception cref="ConfigurationException">The file cannot be read or used.</exception>
    public static GatewayConfiguration ReadFile(string path) =>
        Read(ConfigurationDocument.ReadText(path), path, Environment.GetEnvironmentVariable);

    /// <inheritdoc cref="ReadFile"/>
    public static GatewayConfiguration Read(string yaml, string file, Func<string, string?> environment) => Read(yaml, new ConfigurationSource(file, environment));

    /// <inheritdoc cref="ReadFile"/>
    public static GatewayConfiguration Read(string yaml, ConfigurationSource source)
    {
        var root = source.Section(ConfigurationDocument.Read(yaml, source), "").Expect(KnownSettings.Root);
        var variables = source.Variables = EnvironmentVariablesReader.Read(root);

        var deployments = ModelListReader.Read(root, source);
        var configuration = new GatewayConfiguration
        {
            Deployments = deployments,
            PassThroughDeployments = ModelListReader.ReadPassThrough(root, source),
            EnvironmentVariables = variables,
        };
        var litellm = root.Section("litellm_settings")?.Expect(KnownSettings.LiteLlm);
        configuration = LiteLlmSettingsReader.Read(litellm, configuration, source);
        var router = root.Section("router_settings")?.Expect(KnownSettings.Router);
        configuration = RoutingSettingsReader.Read(new RoutingSections(router, litellm), ModelAliasesReader.Read(router, configuration));
        configuration = CallbackSettingsReader.Read(root.Section("callback_settings"), configuration);
        var general = root.Section("general_settings")?.Expect(KnownSettings.General);
        configuration = configuration with
        {
            Guardrails = GuardrailsReader.Read(root.Sections("guardrails")),
            AllowedBackendHosts = [.. configuration.AllowedBackendHosts, .. general?.Texts("provider_url_destination_allowed_hosts") ?? []],
            MissingSession = MissingSessionReader.Read(general),
            KeyHeader = GeneralSettingsReader.ReadKeyHeader(general),
            CorsOrigins = CorsOriginsReader.Read(general, source),
            CorsAllowCredentials = CorsOriginsReader.ReadCredentials(general, source),
            ShowApiBase = general?.Boolean("show_api_base") ?? false,
            AllowPublicReadinessDetails = general?.Boolean("allow_public_health_readiness_details") ?? false,
            AlwaysIncludeStreamUsage = general?.Boolean("always_include_stream_usage"),
            PublicAddress = PublicAddressReader.Read(general, source),
            MaxRequestBytes = GeneralSettingsReader.ReadMaxRequestBytes(general),
            PassThrough = general?.Boolean("pass_through") ?? true,
            Keys = GeneralSettingsReader.ReadKeys(general, source),
            AllowUnauthenticated = GeneralSettingsReader.ReadAllowUnauthenticated(general),
        };
        PreCallChecksReader.Read(router, source);
        configuration = ParallelLimitReader.Read(general, router, configuration);
        configuration = CallerGuardrailsReader.Read(general, litellm, ClientParametersReader.WithGeneral(general, configuration));
        source.Check();
        GeneralSettingsReader.RequireKeys(configuration, source);
        WarnOfWaysAroundGuardrails(configuration, source);
        WarnOfTagsAroundGuardrails(configuration, source);
        AffinityWarning.Write(configuration, source);

        return configuration with { Warnings = source.Warnings() };
    }

    private static void WarnOfWaysAroundGuardrails(GatewayConfiguration configuration, ConfigurationSource source)
    {
        var guardrails = configuration.Guardrails.Where(guardrail => guardrail.DefaultOn).Select(guardrail => guardrail.Name)
            .Concat(configuration.KeyGuardrails.Concat(configuration.TeamGuardrails).SelectMany(caller => caller.Value))
            .Distinct()
            .ToList();
        var vendors = Provider.ByVendor
            .Where(vendor => configuration.Deployments.Concat(configuration.PassThroughDeployments).Any(deployment => deployment.Provider.Name == vendor.Value))
            .Select(vendor => $"/{vendor.Key}/…")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (configuration.PassThrough && guardrails.Count > 0 && vendors.Count > 0)
        {
            source.Warn(
                $"pass-through goes around guardrails: requests to {string.Join(", ", vendors)} are not checked by "
                + $"{string.Join(", ", guardrails)}. To refuse such requests, set general_settings.pass_through: false");
        }
    }

    private static void WarnOfTagsAroundGuardrails(GatewayConfiguration configuration, ConfigurationSource source)
    {
        foreach (var guardrail in configuration.Guardrails.Where(guardrail => guardrail.DefaultOn))
        {
            if (guardrail.Modes.WeakerTags.ToList() is { Count: > 0 } tags)
            {
                source.Warn(
                    $"the guardrail {guardrail.Name} blocks nothing in requests with the tag {string.Join(" or ", tags)}, and callers can send tags. "
                    + "Only tags of the key (metadata.tags) go before those of the caller");
            }
        }
    }
}
