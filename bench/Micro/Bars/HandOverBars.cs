using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>The end of a span keeps the thread of its request for less than a microsecond, its request's settling included.</summary>
internal static class HandOverBars
{
    private const double MostNanoseconds = 1_000;
    private const int WarmUps = 300;

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var export = new TracedExport(
            spans, new HttpMessageInvoker(new AcceptingBackend()), (new Uri("http://backend.test/v1/traces"), new SemanticConventionsView()));
        for (var i = 0; i < WarmUps; i++)
        {
            export.HandOver();
        }

        var (measured, floor) = InterleavedTiming.Difference(export.HandToNobody, export.HandOver, () => export.HandingOver);
        yield return new Bar(
            $"hand-over, {GatewaySpans.Attributes} attributes: per span over a processor that does nothing",
            measured / spans.Spans.Length,
            MostNanoseconds,
            floor / spans.Spans.Length,
            "ns");
    }
}
