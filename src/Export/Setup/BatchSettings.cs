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
        SettingTypes.Milliseconds,
        Defaults.BatchDelay,
        "How many milliseconds a span waits for others to be [sent with](export.md#batches).");

    private static readonly ConfiguredSetting<int> BatchSpans = new(
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", SettingTypes.Count, Defaults.MaxBatchSpans, "How many spans one request carries.");

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
        SettingTypes.Milliseconds,
        Defaults.RequestTimeout,
        "How many milliseconds one request may take at most, whatever the backend's own timeout is (`OTEL_EXPORTER_OTLP_TIMEOUT`, 10 seconds).");

    public static readonly Setting[] Rows = [Delay, BatchSpans, QueueSpans, Timeout];

    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static PipelineSettings Read(IConfiguration configuration, TracedLlmExportOptions options) => new()
    {
        BatchDelay = Delay.Read(configuration),
        MaxBatchSpans = BatchSpans.Read(configuration),
        MaxQueueSpans = QueueSpans.TryRead(configuration, out var spans) ? spans : null,
        RequestTimeout = Timeout.Read(configuration),
        MaxQueueBytes = options.MaxQueueBytes,
        MaxBatchBytes = options.MaxBatchBytes,
        MaxSpanAge = options.MaxSpanAge,
        RefusedRequestRate = options.RefusedRequestRate,
    };
}
