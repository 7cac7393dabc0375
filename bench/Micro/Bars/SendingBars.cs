using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// From the end of a span to its arrival at a backend the export takes no more of a processor than OpenTelemetry's own, although
/// it holds the spans of a request until it is known where they go; and it allocates a few bytes a span.
/// </summary>
internal static class SendingBars
{
    private const double MostOfStock = 1;
    private const double MostBytes = 8;
    private const int WarmUpBatches = 1_500;
    private const int Attempts = 30;
    private const string One = "one";

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var sink = new SinkProcess();
        using var stock = new StockExport(sink, spans);
        using var one = new TracedExport(spans, client: null, (sink.AddressOf(One), new SemanticConventionsView()));
        for (var batches = 0; batches < WarmUpBatches; batches += TracedExport.Batches)
        {
            stock.Send();
            one.Send();
        }

        var (measured, floor) = InterleavedTiming.ProcessorRatio(stock.Send, one.Send);
        yield return new Bar($"sending, {GatewaySpans.Attributes} attributes: of the stock exporter", measured, MostOfStock, floor, "x");

        var plain = AllocatedPerSpan(stock.Send);
        yield return new Bar("sending: per span of a settled request", AllocatedPerSpan(one.SendMore), MostBytes, plain, "B");
        yield return new Bar("sending: per span", AllocatedPerSpan(one.Send), 1000, plain, "B");

        if (sink.SpansOf(StockExport.Name) != stock.Ended || sink.SpansOf(One) != one.Ended || one.Exported != one.Ended)
        {
            throw new InvalidOperationException($"Spans were lost: {stock.Ended - sink.SpansOf(StockExport.Name)} and {one.Ended - sink.SpansOf(One)}.");
        }
    }

    /// <summary>All threads are counted: most of it happens on others.</summary>
    private static double AllocatedPerSpan(Func<int> send)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            send();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return (double)least / TracedExport.Spans;
    }
}
