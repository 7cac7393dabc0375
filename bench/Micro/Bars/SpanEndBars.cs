using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>The end of a span takes less than a microsecond on the request's thread, including the choice of the request's destinations.</summary>
internal static class SpanEndBars
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
            export.EndSpans();
        }

        var (measured, floor) = InterleavedTiming.Difference(export.EndSpansWithoutExport, export.EndSpans, () => export.EndTime);
        yield return new Bar(
            $"span end, {GatewaySpans.Attributes} attributes: per span over a processor that does nothing",
            measured / spans.Spans.Length,
            MostNanoseconds,
            floor / spans.Spans.Length,
            "ns");
    }
}
