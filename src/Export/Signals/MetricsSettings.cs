using OpenTelemetry.Metrics;
using TracedLlm.Export.Backends;
using TracedLlm.Settings;

namespace TracedLlm.Export.Signals;

/// <summary>The settings of the export of metrics: the standard variables, and LiteLLM's.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#metrics-sdk-configuration</remarks>
internal sealed record MetricsSettings(SignalEndpoint Endpoint)
{
    private static readonly SignalExporter Exporter = new(
        OtlpSignal.Metrics,
        "`otlp` if an endpoint is set",
        "The exporter of [metrics](export.md#metrics-and-logs). `none` sends none.");

    private static readonly ConfiguredSetting<TimeSpan> IntervalSetting = new(
        "OTEL_METRIC_EXPORT_INTERVAL", SettingTypes.Duration, TimeSpan.FromMinutes(1), "The milliseconds between two exports of metrics, 100 at least.");

    private static readonly ConfiguredSetting<TimeSpan> TimeoutSetting = new(
        "OTEL_METRIC_EXPORT_TIMEOUT", SettingTypes.Timeout, TimeSpan.FromSeconds(30), "How many milliseconds one export of metrics may take.");

    private static readonly ConfiguredSetting<string> ExemplarSetting = new(
        "OTEL_METRICS_EXEMPLAR_FILTER",
        SettingTypes.OneOf("trace_based", "always_on", "always_off"),
        "trace_based",
        "Which measurements of histograms and counters carry the ids of their span: those of sampled spans, all, or none.");

    private static readonly ConfiguredSetting<string> TemporalitySetting = new(
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        SettingTypes.OneOf("cumulative", "delta", "lowmemory"),
        "cumulative",
        "Whether metrics count since the start or since the last export.");

    private static readonly ConfiguredSetting<bool> LiteLlmSetting = new(
        "LITELLM_OTEL_INTEGRATION_ENABLE_METRICS",
        SettingTypes.Flag,
        false,
        "Whether metrics also go to LiteLLM's `OTEL_ENDPOINT`, as its own callback `otel` sends them.");

    /// <summary>The rows of the table of settings.</summary>
    public static readonly Setting[] Rows =
        [Exporter.Setting, .. OtlpSignal.Metrics.Settings, IntervalSetting, TimeoutSetting, ExemplarSetting, TemporalitySetting, LiteLlmSetting];

    /// <summary>The time between two exports.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long an export may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Which measurements carry the ids of their span.</summary>
    public required ExemplarFilterType Exemplars { get; init; }

    /// <summary>Whether metrics count since the start or since the last export.</summary>
    public required MetricReaderTemporalityPreference Temporality { get; init; }

    /// <summary>Reads the settings; <see langword="null"/> if no metrics are sent.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names its variable.</exception>
    public static MetricsSettings? Read(BackendContext context)
    {
        var (configuration, warnings) = (context.Configuration, context.Warnings);
        var values = GenericOtlpBackend.ValuesOf(context);
        var withLiteLlm = LiteLlmSetting.Read(configuration, warnings);
        var isSent = Exporter.Read(configuration, warnings) ?? OtlpSignal.Metrics.HasEndpoint(values, withLiteLlm);
        if (!isSent || SdkSwitch.IsOff(configuration, warnings))
        {
            return null;
        }

        return new MetricsSettings(OtlpSignal.Metrics.Read(values, withLiteLlm))
        {
            Interval = IntervalSetting.Read(configuration, warnings),
            Timeout = TimeoutSetting.Read(configuration, warnings),
            Exemplars = ExemplarSetting.Read(configuration, warnings) switch
            {
                "always_on" => ExemplarFilterType.AlwaysOn,
                "always_off" => ExemplarFilterType.AlwaysOff,
                _ => ExemplarFilterType.TraceBased,
            },
            Temporality = TemporalitySetting.Read(configuration, warnings) switch
            {
                "delta" => MetricReaderTemporalityPreference.Delta,
                "lowmemory" => MetricReaderTemporalityPreference.LowMemory,
                _ => MetricReaderTemporalityPreference.Cumulative,
            },
        };
    }
}
