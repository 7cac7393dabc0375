using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TracedLlm.Export;

/// <summary>Reads bounds and delays: the standard variables <c>OTEL_BSP_*</c>, and our own settings for what they lack.</summary>
internal static class BatchSettings
{
    private const string Delay = "OTEL_BSP_SCHEDULE_DELAY";
    private const string BatchSpans = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE";
    private const string QueueSpans = "OTEL_BSP_MAX_QUEUE_SIZE";
    private const string Timeout = "OTEL_BSP_EXPORT_TIMEOUT";

    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static PipelineSettings Of(IConfiguration configuration, TracedLlmExportOptions options)
    {
        var defaults = new PipelineSettings();
        return defaults with
        {
            BatchDelay = Number(configuration, Delay) is { } delay ? TimeSpan.FromMilliseconds(delay) : defaults.BatchDelay,
            MaxBatchSpans = Number(configuration, BatchSpans) ?? defaults.MaxBatchSpans,
            MaxQueueSpans = Number(configuration, QueueSpans),
            RequestTimeout = Number(configuration, Timeout) is { } timeout ? TimeSpan.FromMilliseconds(timeout) : defaults.RequestTimeout,
            MaxQueueBytes = options.MaxQueueBytes,
            MaxBatchBytes = options.MaxBatchBytes,
            MaxSpanAge = options.MaxSpanAge,
        };
    }

    private static int? Number(IConfiguration configuration, string setting)
    {
        if (configuration[setting]?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new InvalidOperationException($"{setting} is '{text}'; allowed are whole numbers from 1.");
    }
}
