using System.Globalization;

namespace TracedLlm.Samples.Gateway;

/// <summary>Converts the tracing settings of <c>config.yaml</c> to the configuration that TracedLlm reads.</summary>
internal static class TracingSettings
{
    private const string CaptureContent = "TracedLlm:CaptureContent";

    /// <summary>Settings that count where nothing else says them: <c>TracedLlm:CaptureContent</c> of a file that asks for content.</summary>
    /// <param name="configuration">The file.</param>
    /// <param name="settings">All other settings.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Defaults(GatewayConfiguration configuration, IConfiguration settings) =>
        configuration.AsksForContent && settings[CaptureContent] is null && string.IsNullOrEmpty(settings["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"])
            ? [KeyValuePair.Create(CaptureContent, (string?)"true")]
            : [];

    public static IEnumerable<KeyValuePair<string, string?>> FromConfiguration(GatewayConfiguration configuration) =>
    [
        .. List("TracedLlm:Callbacks", configuration.Callbacks),
        KeyValuePair.Create("TracedLlm:MissingSession", (string?)configuration.MissingSession.ToString()),
        .. List("TracedLlm:ForwardTraceParentTo", Hosts(configuration)),
        .. List("TracedLlm:AllowedBackendHosts", configuration.AllowedBackendHosts),
        .. configuration.TurnsOffMessageLogging ? [KeyValuePair.Create(CaptureContent, (string?)"false")] : Array.Empty<KeyValuePair<string, string?>>(),
        .. AsksForMore(configuration) ? [KeyValuePair.Create("TracedLlm:ContentTrust", (string?)nameof(ContentTrust.Tenant))] : Array.Empty<KeyValuePair<string, string?>>(),
    ];

    private static bool AsksForMore(GatewayConfiguration configuration) =>
        configuration.Keys.Any(key => AsksForMore(key.MessageLogging, configuration))
        || configuration.TeamMetadata.Values.Any(team => AsksForMore(team.MessageLogging, configuration));

    // What the file switches off for all, no key and no team switches on; only its requests may where they are let.
    private static bool AsksForMore(MessageLogging logging, GatewayConfiguration configuration) =>
        logging.MayRequest || (logging.IsOn == true && !configuration.TurnsOffMessageLogging);

    // All providers, but not guardrail services.
    private static IReadOnlyList<string> Hosts(GatewayConfiguration configuration) => configuration.ForwardTraceParentTo is ["*"]
        ? [.. configuration.Deployments.Concat(configuration.PassThroughDeployments).Select(deployment => deployment.ApiBase.Authority).Distinct()]
        : configuration.ForwardTraceParentTo;

    private static IEnumerable<KeyValuePair<string, string?>> List(string key, IReadOnlyList<string> values) =>
        values.Select((value, i) => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"{key}:{i}"), (string?)value));
}
