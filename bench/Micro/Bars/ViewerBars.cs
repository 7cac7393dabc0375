using System.Globalization;
using TracedLlm.Bench.Micro.Export;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Export.Views.SemanticConventions;

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

    // The requests of a second. They say which part of the traces the store takes.
    private static readonly int[] Rates = [2_000, 10_000];

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        using var spans = new GatewaySpans(LlmTrace.Current!);
        using var sink = new SinkProcess();
        using var alone = new TracedExport(spans, client: null, (sink.AddressOf(Alone), new SemanticConventionsView()));
        var viewed = Array.ConvertAll(Rates, rate => new ViewedExport(spans, sink, rate, MaxTraces, MaxBytes));
        try
        {
            for (var i = 0; i < WarmUps; i++)
            {
                alone.MakeOnly();
                alone.MakeAndSend();
                Array.ForEach(viewed, static export => export.MakeAndSend());
            }

            var times = BlockTiming.Measure([alone.MakeOnly, alone.MakeAndSend, alone.MakeAndSend, .. viewed.Select(static export => (Func<int>)export.MakeAndSend)]);
            var export = times[1] - times[0];
            foreach (var (index, one) in viewed.Index())
            {
                var rate = one.PerSecond.ToString("N0", CultureInfo.InvariantCulture);
                yield return new Bar($"viewer: {rate} requests/s, processor time added, of the export's", (times[3 + index] - times[1]) / export, MostOfExport, (times[2] - times[1]) / export, "x");
                one.Require(sink, MaxTraces);
            }

            sink.Require(Alone, alone.Ended);
        }
        finally
        {
            Array.ForEach(viewed, static export => export.Dispose());
        }
    }
}
