using System.Diagnostics;
using OpenTelemetry;
using TracedLlm.Export.Delivery;

namespace TracedLlm.Export.ConsoleTree;

/// <summary>Brings ended spans to the console in batches, and counts them in the ledger.</summary>
/// <param name="exporter">Writes the trees; the processor disposes it.</param>
/// <param name="ledger">Counts all spans.</param>
/// <param name="isOnly">Whether there is no other backend, whose processor counts the spans that start and end.</param>
internal sealed class ConsoleProcessor(TraceTreeExporter exporter, DeliveryLedger ledger, bool isOnly) : BaseProcessor<Activity>
{
    // Bounds how long an ended span waits until its tree is written.
    private const int DelayMilliseconds = 200;

    // The batches' own queue does not report which spans it drops, so that it never gets more than it holds.
    private const int QueueSize = 2048;

    private readonly BatchActivityExportProcessor _batches = new(exporter, maxQueueSize: QueueSize, scheduledDelayMilliseconds: DelayMilliseconds);

    /// <inheritdoc/>
    public override void OnStart(Activity data)
    {
        if (isOnly && data.Recorded)
        {
            ledger.SpanStarted();
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (!data.Recorded)
        {
            return;
        }

        if (isOnly)
        {
            ledger.SpanEnded();
        }

        exporter.Ledger.Started(1);
        if (exporter.TryEnter(QueueSize))
        {
            _batches.OnEnd(data);
        }
        else
        {
            exporter.Ledger.Dropped(DropReason.QueueFull, 1);
        }
    }

    /// <inheritdoc/>
    protected override bool OnForceFlush(int timeoutMilliseconds) => _batches.ForceFlush(timeoutMilliseconds);

    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds) => _batches.Shutdown(timeoutMilliseconds);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batches.Dispose();
        }

        base.Dispose(disposing);
    }
}
