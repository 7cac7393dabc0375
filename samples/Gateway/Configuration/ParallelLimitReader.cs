namespace TracedLlm.Samples.Gateway;

/// <summary>Reads LiteLLM's limits of parallel requests: of the gateway, of its deployments, of a key.</summary>
internal static class ParallelLimitReader
{
    private const string Own = "max_parallel_requests";
    private const string Global = "global_max_parallel_requests";

    // The same limit in router_settings, which go before others.
    private const string OfRouter = "default_max_parallel_requests";

    /// <summary>The limit of a deployment or of a key; <see langword="null"/> if it has none.</summary>
    /// <exception cref="ConfigurationException">The limit is wrong.</exception>
    public static int? Read(SettingsSection section) => Read(section, Own);

    /// <summary>Sets the limit of the gateway, and the limit of deployments that have none of their own.</summary>
    /// <exception cref="ConfigurationException">A limit is wrong.</exception>
    public static GatewayConfiguration Read(SettingsSection? general, SettingsSection? router, GatewayConfiguration configuration)
    {
        // Both are read, so that a wrong one is found.
        var (ofRouter, ofGeneral) = (Read(router, OfRouter), Read(general, Own));
        return configuration with
        {
            GlobalMaxParallelRequests = Read(general, Global),
            Deployments = (ofRouter ?? ofGeneral) is { } limit
                ? [.. configuration.Deployments.Select(deployment => deployment with { MaxParallelRequests = deployment.MaxParallelRequests ?? limit })]
                : configuration.Deployments,
        };
    }

    private static int? Read(SettingsSection? section, string name) => section?.Number(name) switch
    {
        null => null,
        >= 1 and <= int.MaxValue and var number when number == Math.Floor(number) => (int)number,
        _ => throw section.Error(name, "must be a whole number of 1 or more; remove it for no limit of its own"),
    };
}
