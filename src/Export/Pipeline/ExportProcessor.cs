using System.Diagnostics;
using OpenTelemetry;

namespace TracedLlm.Export;

/// <summary>Brings the spans of an OpenTelemetry pipeline to a <see cref="SpanPipeline"/>.</summary>
internal sealed class ExportProcessor(SpanPipeline pipeline, DeliveryLedger ledger) : BaseProcessor<Activity>
{
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override void OnStart(Activity data)
    {
        if (data.Recorded)
        {
            ledger.SpanStarted();
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            ledger.SpanEnded();
            pipeline.Add(data, SpanEnd.TraceOfEnding);
        }
    }

    /// <inheritdoc/>
    protected override bool OnForceFlush(int timeoutMilliseconds) => pipeline.Flush(Bounded(timeoutMilliseconds));

    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds) => pipeline.Stop(Bounded(timeoutMilliseconds));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipeline.Dispose();
        }

        base.Dispose(disposing);
    }

    private static TimeSpan Bounded(int milliseconds) =>
        milliseconds < 0 || milliseconds > LongestFlush.TotalMilliseconds ? LongestFlush : TimeSpan.FromMilliseconds(milliseconds);
}
