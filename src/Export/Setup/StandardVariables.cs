using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>
/// The variables of the OpenTelemetry specification that have no effect here, and LiteLLM's own for its OpenTelemetry callback. The
/// variables with an effect are rows of the settings and of the backends.
/// </summary>
/// <remarks>
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
/// </remarks>
internal static class StandardVariables
{
    private const string Bounded = "the library bounds its spans itself; lengths of texts have limits of their own: `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`";
    private const string Scheme = "the scheme of the address says whether TLS is used";
    private const string OtherExporter = "spans are exported over OTLP only";
    private const string File = "settings are read from the configuration of .NET";
    private const string NewConventions = "spans always have the conventions of v1.41.1";

    /// <summary>The variables about traces: one that is set is named in the log.</summary>
    public static readonly StandardVariable[] WithoutEffect =
    [
        new("OTEL_ATTRIBUTE_COUNT_LIMIT", Bounded),
        new("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", Bounded),
        new("OTEL_SPAN_EVENT_COUNT_LIMIT", Bounded),
        new("OTEL_SPAN_LINK_COUNT_LIMIT", Bounded),
        new("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", Bounded),
        new("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", Bounded),
        new("OTEL_EXPORTER_OTLP_INSECURE", Scheme),
        new("OTEL_EXPORTER_OTLP_TRACES_INSECURE", Scheme),
        new("OTEL_EXPORTER_OTLP_SPAN_INSECURE", Scheme),
        new("OTEL_EXPORTER_ZIPKIN_ENDPOINT", OtherExporter),
        new("OTEL_EXPORTER_ZIPKIN_TIMEOUT", OtherExporter),
        new("OTEL_EXPORTER_ZIPKIN_PROTOCOL", OtherExporter),
        new("OTEL_EXPORTER_JAEGER_ENDPOINT", OtherExporter),
        new("OTEL_EXPORTER_JAEGER_AGENT_HOST", OtherExporter),
        new("OTEL_EXPORTER_JAEGER_AGENT_PORT", OtherExporter),
        new("OTEL_EXPORTER_JAEGER_TIMEOUT", OtherExporter),
        new("OTEL_EXPORTER_JAEGER_USER", OtherExporter),
        new("OTEL_EXPORTER_JAEGER_PASSWORD", OtherExporter),
        new("OTEL_CONFIG_FILE", File),
        new("OTEL_EXPERIMENTAL_CONFIG_FILE", File),
        new("OTEL_SEMCONV_STABILITY_OPT_IN", NewConventions),
        new("USE_OTEL_LITELLM_REQUEST_SPAN", "`litellm_request` is always a span of its own"),
        new("LITELLM_OTEL_V2", "there is one form of the spans"),
        new("LITELLM_OTEL_LEGACY_COMPAT", "set `TracedLlm:OtlpView` to `litellm` for LiteLLM's names"),
        new("LITELLM_OTEL_BAGGAGE_PROMOTED_KEYS", "[metadata.md](metadata.md#baggage) says what is read from `baggage`"),
        new("LITELLM_OTEL_BAGGAGE_PROMOTED_METADATA_KEYS", "[metadata.md](metadata.md#baggage) says what is read from `baggage`"),
        new("LITELLM_OTEL_BAGGAGE_PROMOTED_TEAM_METADATA_KEYS", "[metadata.md](metadata.md#baggage) says what is read from `baggage`"),
        new("LITELLM_OTEL_EXCLUDED_SERVICES", "there are no spans of databases and caches"),
        new("LITELLM_OTEL_SEMCONV_HISTOGRAM_BUCKETS", "histograms always have the bounds of the conventions"),
        new("OTEL_PYTHON_FASTAPI_EXCLUDED_URLS", "only routes that are marked are traced"),
    ];

    /// <summary>Variables that the exporters of a gateway's own read, and the stock exporter from the environment: they are in the page, not in the log.</summary>
    public static readonly string[] OtherSignals = ["OTEL_LOGRECORD_*", "OTEL_EXPORTER_PROMETHEUS_*", "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"];

    /// <summary>Adds one warning with the variables that are set and have no effect.</summary>
    public static void Warn(IConfiguration configuration, SettingWarnings warnings)
    {
        string[] set = [.. WithoutEffect.Where(variable => !string.IsNullOrWhiteSpace(configuration[variable.Name])).Select(static variable => variable.Name)];
        if (set.Length > 0)
        {
            warnings.Add($"These variables have no effect: {string.Join(", ", set)}. docs/configuration.md says why, and what to set instead.");
        }
    }
}
