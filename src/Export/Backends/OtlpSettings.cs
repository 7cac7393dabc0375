using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace TracedLlm.Export;

/// <summary>
/// The standard variables of the OTLP exporter, checked: the SDK takes its default in place of a value that it cannot use,
/// and says so where nobody looks.
/// </summary>
internal static class OtlpSettings
{
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string TracesHeaders = "OTEL_EXPORTER_OTLP_TRACES_HEADERS";
    private const string TracesTimeout = "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT";

    private const string CommonEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string CommonHeaders = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string CommonTimeout = "OTEL_EXPORTER_OTLP_TIMEOUT";

    private static readonly string[] Addresses = [CommonEndpoint, TracesEndpoint];

    private static readonly string[] Headers = [CommonHeaders, TracesHeaders];

    private static readonly string[] Numbers =
    [
        CommonTimeout, TracesTimeout,
        "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    ];

    /// <summary>Whether an endpoint is configured.</summary>
    public static bool HasEndpoint(IConfiguration configuration) => Addresses.Any(setting => !string.IsNullOrEmpty(configuration[setting]));

    /// <exception cref="InvalidOperationException">A setting has a value that cannot be used; the message names both.</exception>
    public static void Check(IConfiguration configuration)
    {
        Check(configuration, Addresses, IsAddress, "absolute http:// and https:// addresses");
        Check(configuration, Numbers, IsNumber, "whole numbers from 1");

        // Their values are secrets, so they are not in the message.
        Check(configuration, Headers, AreHeaders, "name=value pairs, separated by commas", isSecret: true);
    }

    /// <summary>Applies the variables to <paramref name="options"/>, whose protocol is set.</summary>
    public static void Apply(IConfiguration configuration, OtlpExporterOptions options)
    {
        if (configuration[TracesEndpoint] is { Length: > 0 } endpoint)
        {
            options.Endpoint = new Uri(endpoint);
        }
        else if (configuration[CommonEndpoint] is { Length: > 0 } common)
        {
            options.Endpoint = new Uri(options.Protocol == OtlpExportProtocol.HttpProtobuf ? $"{common.TrimEnd('/')}/v1/traces" : common);
        }

        if (Value(TracesHeaders, CommonHeaders) is { } headers)
        {
            options.Headers = headers;
        }

        if (Value(TracesTimeout, CommonTimeout) is { } timeout)
        {
            options.TimeoutMilliseconds = int.Parse(timeout, CultureInfo.InvariantCulture);
        }

        string? Value(string traces, string common) => configuration[traces] is { Length: > 0 } value
            ? value
            : configuration[common] is { Length: > 0 } other ? other : null;
    }

    private static void Check(IConfiguration configuration, string[] settings, Predicate<string> allows, string allowed, bool isSecret = false)
    {
        foreach (var setting in settings)
        {
            if (configuration[setting] is { Length: > 0 } value && !allows(value))
            {
                throw new InvalidOperationException(
                    $"{setting} is {(isSecret ? "malformed" : $"'{value}'")}; allowed are {allowed}.");
            }
        }
    }

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static bool IsNumber(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;

    private static bool AreHeaders(string value) => Array.TrueForAll(
        value.Split(',', StringSplitOptions.RemoveEmptyEntries),
        pair => pair.AsSpan().Trim().IndexOf('=') > 0);
}
