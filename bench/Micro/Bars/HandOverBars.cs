using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>The end of a span keeps a request's thread for less than a microsecond.</summary>
internal static class HandOverBars
{
    private const double MostNanoseconds = 1_000;

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var export = new TracedExport(spans, new HttpMessageInvoker(new AcceptingBackend()), (new Uri("http://backend.test/v1/traces"), new SemanticConventionsView()));
        var (measured, floor) = InterleavedTiming.Difference(
            export.HandToNobody, export.HandOver, () => export.HandingOver / spans.Spans.Length);
        yield return new Bar("hand-over, 20 attributes: per span", measured, MostNanoseconds, floor, "ns");
    }
}
