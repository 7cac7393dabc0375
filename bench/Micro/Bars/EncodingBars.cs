using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Encoding a span takes less of a processor than OpenTelemetry's own serializer does, and allocates nothing.</summary>
internal static class EncodingBars
{
    // 1.3 times the spans per second of a processor.
    private const double MostOfStock = 1 / 1.3;
    private const double MostOfOneView = 1.6;
    private const int WarmUps = 1_500;

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var encoding = new SpanEncoding(spans.Spans);
        var stock = new StockSerializer([.. spans.Spans.Select(span => span.Activity)]);
        SpanView canonical = new SemanticConventionsView();
        SpanView langfuse = new LangfuseView();
        Func<int> one = () => encoding.Queue(canonical);
        Func<int> other = () => encoding.Queue(langfuse);
        Func<int> both = () => encoding.Queue(canonical, langfuse);
        Func<int> ours = () => encoding.Write(canonical);
        for (var i = 0; i < WarmUps; i++)
        {
            stock.Write();
            ours();
            one();
            other();
            both();
        }

        var (measured, floor) = InterleavedTiming.ProcessorRatio(stock.Write, ours);
        yield return new Bar($"encoding, {GatewaySpans.Attributes} attributes: of the stock serializer", measured, MostOfStock, floor, "x");
        (measured, floor) = InterleavedTiming.ProcessorRatio(stock.Write, other);
        yield return new Bar($"encoding, {GatewaySpans.Attributes} attributes: langfuse of the stock serializer", measured, MostOfStock, floor, "x");
        (measured, floor) = InterleavedTiming.ProcessorRatio(one, both);
        yield return new Bar("encoding and queueing for two views: of canonical", measured, MostOfOneView, floor, "x");
        (measured, floor) = InterleavedTiming.ProcessorRatio(other, both);
        yield return new Bar("encoding and queueing for two views: of langfuse", measured, MostOfOneView, floor, "x");

        yield return new Bar("encoding: per span", AllocatedBytes.Of(ours) / spans.Spans.Length, 0, 0, "B");
    }
}
