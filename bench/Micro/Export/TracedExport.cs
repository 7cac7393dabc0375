using System.Diagnostics;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>The export of TracedLlm.</summary>
internal sealed class TracedExport : IDisposable
{
    public const int Batch = 512;
    public const int Batches = 5;
    public const int Spans = Batch * Batches;

    private readonly DeliveryLedger _ledger = new();
    private readonly ExportProcessor _processor;
    private readonly IgnoringProcessor _ignoring = new();
    private readonly GatewaySpans _spans;

    public TracedExport(GatewaySpans spans, HttpMessageInvoker? client, params IReadOnlyList<(Uri Address, SpanView View)> backends)
        : this(spans, client, store: null, backends)
    {
    }

    /// <param name="spans">The spans.</param>
    /// <param name="client">Sends to the backends; <see langword="null"/> for the export's own client.</param>
    /// <param name="store">Holds the spans besides; <see langword="null"/> for none.</param>
    /// <param name="backends">The backends with their views.</param>
    public TracedExport(GatewaySpans spans, HttpMessageInvoker? client, ISpanStore? store, params IReadOnlyList<(Uri Address, SpanView View)> backends)
    {
        _spans = spans;
        BackendEndpoint[] endpoints = [.. backends.Select(backend => new BackendEndpoint(backend.View.Name, backend.Address, [], backend.View))];
        _processor = new ExportProcessor(
            new SpanPipeline(
                new PipelineSettings { MaxBatchSpans = Batch },
                _ledger,
                endpoints,
                new ConfiguredEndpoints(endpoints),
                [new("service.name", "gateway")],
                client: client,
                store: store is null ? null : new StoreDestination(store, _ledger.AddStore("store"), SamplingPolicy.Everything)),
            _ledger);
    }

    /// <summary>The time that the ends of spans took on the thread that ended them, over all calls.</summary>
    public TimeSpan EndTime { get; private set; }

    /// <summary>The number of ended spans.</summary>
    public long Ended => _ledger.SpansEnded;

    /// <summary>Ends the spans of requests without destinations yet, and waits until they are sent.</summary>
    public int Send()
    {
        Renew();
        return SendMore();
    }

    /// <summary>Ends more spans of requests with known destinations, and waits until they are sent.</summary>
    public int SendMore()
    {
        for (var count = 0; count < Spans; count += _spans.Spans.Length)
        {
            EndAll(_spans.Traces, _processor.OnEnded);
        }

        return Flush();
    }

    /// <summary>Makes requests with their spans, ends these, and waits until they are sent.</summary>
    public int MakeAndSend() => MakeAndSend(static _ => { });

    /// <summary>The same, and says how many requests come next.</summary>
    public int MakeAndSend(Action<int> onRequests)
    {
        Make(_processor.OnEnded, onRequests);
        return Flush();
    }

    /// <summary>Makes as many requests with their spans, and ends these with a processor that does nothing.</summary>
    public int MakeOnly()
    {
        Make((in SpanEnding span) => _ignoring.OnEnd(span.Activity), static _ => { });
        return 0;
    }

    /// <summary>Ends each span once and adds the time to <see cref="EndTime"/>, without the time to encode and send.</summary>
    public int EndSpans()
    {
        Renew();
        Time(_processor.OnEnded);
        return Flush();
    }

    /// <summary>Ends each span with a processor that does nothing.</summary>
    public int EndSpansWithoutExport()
    {
        Time((in SpanEnding span) => _ignoring.OnEnd(span.Activity));
        return 0;
    }

    public void Dispose()
    {
        _processor.Dispose();
        _ignoring.Dispose();
    }

    private void Renew()
    {
        foreach (var request in _spans.Traces)
        {
            // Without the export's state the request counts as a new request.
            request.State.ExportState = null;
        }
    }

    private void Time(End end)
    {
        var start = Stopwatch.GetTimestamp();
        EndAll(_spans.Traces, end);
        EndTime += Stopwatch.GetElapsedTime(start);
    }

    private void Make(End end, Action<int> onRequests)
    {
        for (var count = 0; count < Spans; count += _spans.Spans.Length)
        {
            var requests = _spans.MakeTraces();
            foreach (var request in requests)
            {
                onRequests(1);
                EndAll(request, end);
            }
        }
    }

    private static void EndAll(IReadOnlyList<RequestOfSpans> requests, End end)
    {
        foreach (var request in requests)
        {
            EndAll(request, end);
        }
    }

    private static void EndAll(RequestOfSpans request, End end)
    {
        foreach (ref readonly var span in request.Spans.AsSpan())
        {
            end(new SpanEnding(span.Activity, request.State, IsInconclusive: false));
        }
    }

    private delegate void End(in SpanEnding span);

    private int Flush() => _processor.ForceFlush() ? 0 : throw new InvalidOperationException("Not sent.");
}
