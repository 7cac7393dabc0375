using System.Diagnostics;
using OpenTelemetry;
using TracedLlm.Export.Delivery;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// Brings ended spans to a <see cref="SpanPipeline"/>: the spans of a traced request from the runtime, which gives their request with
/// them, and all other spans from the OpenTelemetry pipeline.
/// </summary>
internal sealed class ExportProcessor : BaseProcessor<Activity>, ISpanObserver
{
    // Bounds a flush or a shutdown whose caller gives no limit, or a longer one.
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(30);

    private readonly SpanPipeline _pipeline;
    private readonly DeliveryLedger _ledger;

    public ExportProcessor(SpanPipeline pipeline, DeliveryLedger ledger)
    {
        _pipeline = pipeline;
        _ledger = ledger;
    }

    /// <summary>Gets the spans of requests from here on, until it is disposed. Called once, by the code that adds it to a pipeline.</summary>
    public ExportProcessor ObserveRuntime()
    {
        SpanObservers.Add(this);
        return this;
    }

    /// <inheritdoc/>
    public override void OnStart(Activity data)
    {
        if (data.Recorded)
        {
            _ledger.SpanStarted();
            if (data.Source == LlmSource.OutsideRequests)
            {
                _pipeline.Start(data);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Source != LlmSource.Instance)
        {
            OnEnded(new SpanEnding(data, Request: null, IsInconclusive: false));
        }
    }

    /// <inheritdoc/>
    public void OnEnded(in SpanEnding span)
    {
        if (span.Activity.Recorded)
        {
            _ledger.SpanEnded();
            _pipeline.Add(span);
        }
    }

    /// <inheritdoc/>
    protected override bool OnForceFlush(int timeoutMilliseconds) => _pipeline.Flush(Bounded(timeoutMilliseconds));

    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds) => _pipeline.Stop(Bounded(timeoutMilliseconds));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            SpanObservers.Remove(this);
            _pipeline.Dispose();
        }

        base.Dispose(disposing);
    }

    private static TimeSpan Bounded(int milliseconds) =>
        milliseconds < 0 || milliseconds > LongestFlush.TotalMilliseconds ? LongestFlush : TimeSpan.FromMilliseconds(milliseconds);
}
