using System.Diagnostics;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>Our way of ended spans to backends.</summary>
internal sealed class TracedExport : IDisposable
{
    public const int Batch = 512;
    public const int Batches = 5;
    public const int Spans = Batch * Batches;

    private readonly DeliveryLedger _ledger = new();
    private readonly ExportProcessor _processor;
    private readonly IgnoringProcessor _nobody = new();
    private readonly GatewaySpans _spans;

    public TracedExport(GatewaySpans spans, HttpMessageInvoker? client, params IReadOnlyList<(Uri Address, SpanView View)> backends)
    {
        _spans = spans;
        BackendEndpoint[] endpoints = [.. backends.Select(backend => new BackendEndpoint(backend.View.Name, backend.Address, [], backend.View))];
        _processor = new ExportProcessor(
            new SpanPipeline(new PipelineSettings { MaxBatchSpans = Batch }, _ledger, endpoints, new ConfiguredEndpoints(endpoints), [new("service.name", "gateway")], client: client),
            _ledger);
    }

    /// <summary>How long spans kept the thread that ended them, all calls together.</summary>
    public TimeSpan HandingOver { get; private set; }

    /// <summary>How many spans have ended.</summary>
    public long Ended => _ledger.SpansEnded;

    /// <summary>Ends the spans of requests that end for the first time, and waits until they are sent.</summary>
    public int Send()
    {
        Renew();
        return SendMore();
    }

    /// <summary>Ends more spans of requests whose destinations are settled, and waits until they are sent.</summary>
    public int SendMore()
    {
        for (var count = 0; count < Spans; count += _spans.Spans.Length)
        {
            EndAll(_processor.OnEnded);
        }

        return Flush();
    }

    /// <summary>Ends each span once and adds the time that this takes to <see cref="HandingOver"/>, but not that of the rest of its way.</summary>
    public int HandOver()
    {
        Renew();
        Time(_processor.OnEnded);
        return Flush();
    }

    /// <summary>The same with nobody to hand it to.</summary>
    public int HandToNobody()
    {
        Time((in SpanEnding span) => _nobody.OnEnd(span.Activity));
        return 0;
    }

    public void Dispose()
    {
        _processor.Dispose();
        _nobody.Dispose();
    }

    private void Renew()
    {
        foreach (var request in _spans.Traces)
        {
            // What an export keeps with a request: now it is a new one.
            request.State.ExportState = null;
        }
    }

    private void Time(End end)
    {
        var start = Stopwatch.GetTimestamp();
        EndAll(end);
        HandingOver += Stopwatch.GetElapsedTime(start);
    }

    private void EndAll(End end)
    {
        foreach (var request in _spans.Traces)
        {
            foreach (ref readonly var span in request.Spans.AsSpan())
            {
                end(new SpanEnding(span.Activity, request.State, IsInconclusive: false));
            }
        }
    }

    private delegate void End(in SpanEnding span);

    private int Flush() => _processor.ForceFlush() ? 0 : throw new InvalidOperationException("Not sent.");
}
