namespace TracedLlm.Samples.Gateway;

/// <summary>Reads what a deployment says of its own calls, whatever its provider is: <c>order</c>, weights, times and retries, and what requests have that lack it.</summary>
internal static class DeploymentRoutingReader
{
    private const int MostOrders = 1_000_000;

    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static Deployment Read(DeploymentSettings settings, Deployment deployment) => deployment with
    {
        Order = settings.Find("order", static (section, name) => RoutingNumbers.ReadWhole(section, name, MostOrders)) ?? int.MaxValue,
        Weight = settings.Find("weight", static (section, name) => section.Number(name)),
        Rpm = settings.Find("rpm", static (section, name) => section.Number(name)),
        Tpm = settings.Find("tpm", static (section, name) => section.Number(name)),
        Timeout = settings.Find("timeout", RoutingNumbers.ReadTimeout),
        StreamTimeout = settings.Find("stream_timeout", RoutingNumbers.ReadTimeout),
        NumRetries = settings.Find("num_retries", ReadRetries) is { } retries ? ReadOther(settings, retries) : settings.Find("max_retries", ReadRetries),
        Cooldown = settings.Find("cooldown_time", RoutingNumbers.ReadTime),
        Defaults = DefaultFieldsReader.Read(settings),
        AsksForStreamUsage = StreamUsageReader.Read(settings),
    };

    private static int? ReadRetries(SettingsSection section, string name) => RoutingNumbers.ReadWhole(section, name, RetryRules.MostRetries);

    // max_retries is LiteLLM's older name. It is read too, so that a wrong one is found.
    private static int ReadOther(DeploymentSettings settings, int retries)
    {
        _ = settings.Find("max_retries", ReadRetries);
        return retries;
    }
}
