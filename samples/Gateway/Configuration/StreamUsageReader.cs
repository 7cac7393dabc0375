namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Reads <c>stream_options</c> of a deployment: whether its provider takes the option, where the table of providers does not know it. Callers
/// decide whether they get the chunk of usage.
/// </summary>
internal static class StreamUsageReader
{
    public const string StreamOptions = "stream_options";

    /// <summary>Whether the gateway asks for the usage of streams; <see langword="null"/> if the provider decides.</summary>
    public static bool? Read(DeploymentSettings settings) => settings.Find(
        StreamOptions,
        static (section, name) => section.Section(name)?.Expect(KnownSettings.StreamOptions).Boolean("include_usage"));
}
