using OpenTelemetry;
using OpenTelemetry.Logs;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Collects the log records to send. With events alone it takes no other record: a level that the gateway states for a category of the
/// provider <c>OpenTelemetry</c> lets the records of that category through the provider's own filter.
/// </summary>
internal sealed class LogBatches(BaseExporter<LogRecord> exporter, LogsSettings settings) : BatchLogRecordExportProcessor(
    exporter,
    settings.MaxQueue,
    Math.Max(SignalEndpoint.LeastInterval, (int)settings.Delay.TotalMilliseconds),
    (int)settings.Timeout.TotalMilliseconds,
    settings.MaxBatch)
{
    /// <inheritdoc/>
    public override void OnEnd(LogRecord data)
    {
        if (!settings.EventsOnly || data.CategoryName == TracedLlmTelemetry.EventsCategory)
        {
            base.OnEnd(data);
        }
    }
}
