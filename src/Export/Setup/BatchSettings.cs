using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Pipeline;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>The bounds and delays of batches: the standard variables <c>OTEL_BSP_*</c>.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor</remarks>
internal static class BatchSettings
{
    private static readonly PipelineSettings Defaults = new();

    private static readonly ConfiguredSetting<TimeSpan> Delay = new(
        "OTEL_BSP_SCHEDULE_DELAY",
        SettingTypes.Duration,
        Defaults.BatchDelay,
        "How many milliseconds a span waits for others to be [sent with](export.md#batches).");

    private static readonly ConfiguredSetting<int> BatchSpans = new(
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", SettingTypes.Count, Defaults.MaxBatchSpans, "How many spans one request carries. Where it is not set, a batch is sent at 512 spans, and [takes more while it waits](export.md#batches).");

    private static readonly ConfiguredSetting<int> QueueSpans = new(
        "OTEL_BSP_MAX_QUEUE_SIZE",
        SettingTypes.Count,
        0,
        "How many spans may wait for one destination. The default of the specification, 2,048, does not apply: `TracedLlm:MaxQueueBytes` is the bound.")
    {
        DefaultText = "none",
    };

    private static readonly ConfiguredSetting<TimeSpan> Timeout = new(
        "OTEL_BSP_EXPORT_TIMEOUT",
        SettingTypes.Timeout,
        Defaults.RequestTimeout,
        "How many milliseconds one request may take at most, whatever the backend's own timeout is (`OTEL_EXPORTER_OTLP_TIMEOUT`, 10 seconds).");

    private static readonly ConfiguredSetting<string> Scope = new(
        "OTEL_TRACER_NAME",
        SettingTypes.Text,
        TracedLlmTelemetry.SourceName,
        "The name of the spans' instrumentation scope. LiteLLM's dashboards filter by `litellm`.");

    public static readonly Setting[] Rows = [Delay, BatchSpans, QueueSpans, Timeout, Scope];

    /// <summary>Reads the settings. A value that is not allowed is a warning, as the specification wants it.</summary>
    public static PipelineSettings Read(IConfiguration configuration, TracedLlmExportOptions options, SettingWarnings warnings)
    {
        var isBatchBounded = BatchSpans.TryRead(configuration, warnings, out var batchSpans);
        return new()
        {
            BatchDelay = Delay.Read(configuration, warnings),
            MaxBatchSpans = isBatchBounded ? batchSpans : Defaults.MaxBatchSpans,
            BatchesGrow = !isBatchBounded,
            MaxQueueSpans = QueueSpans.TryRead(configuration, warnings, out var spans) ? spans : null,
            RequestTimeout = Timeout.Read(configuration, warnings),
            ScopeName = Scope.Read(configuration, warnings),
            MaxQueueBytes = options.MaxQueueBytes,
            MaxBatchBytes = options.MaxBatchBytes,
            MaxSpanAge = options.MaxSpanAge,
            MaxRequestDestinations = options.MaxRequestDestinations,
        };
    }
}
