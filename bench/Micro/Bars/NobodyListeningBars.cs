using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>With nobody listening a traced method costs next to nothing.</summary>
internal static class NobodyListeningBars
{
    private const double MostNanoseconds = 5;

    public static IEnumerable<Bar> Measure(Place place)
    {
        using var state = TracingState.Enter(Listening.Nobody, place);
        foreach (var calls in StageCalls.All())
        {
            foreach (var (attributes, traced) in new[] { (0, calls.Traced0), (5, calls.Traced5), (20, calls.Traced20) })
            {
                var name = $"nobody listening, {place}, {calls.Form}, {attributes} attributes";
                var (measured, floor) = InterleavedTiming.Difference(calls.Plain, traced);
                yield return new Bar($"{name}: over plain", measured, MostNanoseconds, floor, "ns");

                var plain = AllocatedBytes.Of(calls.Plain);
                yield return new Bar($"{name}: over plain", AllocatedBytes.Of(traced) - plain, 0, AllocatedBytes.Of(calls.Plain) - plain, "B");
            }
        }
    }
}
