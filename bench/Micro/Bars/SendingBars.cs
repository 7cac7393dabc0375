using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// From the end of a span to its arrival at a backend, the export takes no more processor time than OpenTelemetry's, although it
/// holds the spans of a request until their destinations are known. It allocates a few bytes for a span. A second backend with
/// its own view costs less than the first.
/// </summary>
internal static class SendingBars
{
    private const double MostOfStock = 1;
    private const double MostOfOneView = 1.6;
    private const double MostBytes = 8;
    private const int WarmUpBatches = 1_500;
    private const int Attempts = 30;
    private const string Canonical = "canonical";
    private const string Langfuse = "langfuse";
    private const string Both = "both";

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var sink = new SinkProcess();
        using var stock = new StockExport(sink, spans);
        using var canonical = new TracedExport(spans, client: null, (sink.AddressOf(Canonical), new SemanticConventionsView()));
        using var langfuse = new TracedExport(spans, client: null, (sink.AddressOf(Langfuse), new LangfuseView()));
        using var both = new TracedExport(spans, client: null, (sink.AddressOf(Both), new SemanticConventionsView()), (sink.AddressOf(Both), new LangfuseView()));
        for (var batches = 0; batches < WarmUpBatches; batches += TracedExport.Batches)
        {
            stock.Send();
            canonical.Send();
            langfuse.Send();
            both.Send();
        }

        var (measured, floor) = InterleavedTiming.ProcessorRatio(stock.Send, canonical.Send);
        yield return new Bar($"sending, {GatewaySpans.Attributes} attributes: of the stock exporter", measured, MostOfStock, floor, "x");

        // The more expensive one of the two views.
        (measured, floor) = InterleavedTiming.ProcessorRatio(langfuse.Send, both.Send);
        yield return new Bar("sending, canonical and langfuse: of langfuse alone", measured, MostOfOneView, floor, "x");

        var plain = AllocatedPerSpan(stock.Send);
        yield return new Bar("sending: per span of a settled request", AllocatedPerSpan(canonical.SendMore), MostBytes, plain, "B");

        sink.Require(StockExport.Name, stock.Ended);
        sink.Require(Canonical, canonical.Ended);
        sink.Require(Langfuse, langfuse.Ended);
        sink.Require(Both, 2 * both.Ended);
    }

    /// <summary>Counts all threads, because most of the work happens on other threads.</summary>
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
