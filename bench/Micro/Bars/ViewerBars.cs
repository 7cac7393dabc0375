using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// The store of the viewer adds at most a tenth of the processor time that the export takes for a request. Each request is new, so
/// that the garbage collector's work for the spans that are held counts, and the store is full, so that each trace that it takes evicts another.
/// </summary>
internal static class ViewerBars
{
    private const double MostOfExport = 0.1;
    private const int MaxTraces = 1_000;
    private const long MaxBytes = 32L * 1024 * 1024;
    private const int WarmUps = 120;
    private const string Alone = "alone";
    private const string WithStore = "with-store";

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var sink = new SinkProcess();
        // As MapTracedLlmViewer makes it, with its limit of traces in a second.
        var store = new TraceStore(MaxTraces, MaxBytes, clock: TimeProvider.System);
        using var alone = new TracedExport(spans, client: null, (sink.AddressOf(Alone), new SemanticConventionsView()));
        using var both = new TracedExport(spans, client: null, store, (sink.AddressOf(WithStore), new SemanticConventionsView()));
        for (var i = 0; i < WarmUps; i++)
        {
            alone.MakeOnly();
            alone.MakeAndSend();
            both.MakeAndSend();
        }

        var times = BlockTiming.Measure(alone.MakeOnly, alone.MakeAndSend, both.MakeAndSend, alone.MakeAndSend);
        var export = times[1] - times[0];
        yield return new Bar("viewer: processor time added, of the export's", (times[2] - times[1]) / export, MostOfExport, (times[3] - times[1]) / export, "x");

        if (store.Read().Traces.Count != MaxTraces)
        {
            throw new InvalidOperationException($"The store holds {store.Read().Traces.Count} traces.");
        }

        sink.Require(Alone, alone.Ended);
        sink.Require(WithStore, both.Ended);
    }
}
