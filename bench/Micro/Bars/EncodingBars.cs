using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LiteLlmOtel;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Encoding a span takes less processor time than OpenTelemetry's serializer and allocates nothing in any view.</summary>
internal static class EncodingBars
{
    // 1.3 times the spans per second of a processor.
    private const double MostOfStock = 1 / 1.3;
    private const int WarmUpBatches = 1_500;

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var encoding = new SpanEncoding(spans.Spans);
        var stock = new StockSerializer([.. spans.Spans.Select(span => span.Activity)]);
        var canonical = new SemanticConventionsView();
        Func<int> ours = () => encoding.Write(canonical);
        for (var batch = 0; batch < WarmUpBatches; batch++)
        {
            stock.Write();
            ours();
        }

        var (measured, floor) = InterleavedTiming.ProcessorRatio(stock.Write, ours);
        yield return new Bar($"encoding, {GatewaySpans.Attributes} attributes: of the stock serializer", measured, MostOfStock, floor, "x");

        var plain = AllocatedBytes.PerCall(stock.Write) / spans.Spans.Length;
        foreach (var view in new SpanView[] { canonical, new LangfuseView(), new OpenInferenceView(), new LangSmithView(), new LiteLlmView() })
        {
            yield return new Bar($"encoding, {view.Name}: per span", AllocatedBytes.PerCall(() => encoding.Write(view)) / spans.Spans.Length, 0, plain, "B");
        }
    }
}
