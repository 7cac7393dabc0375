using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Without a listener a traced method costs almost nothing.</summary>
internal static class NoListenerBars
{
    private const double MostNanoseconds = 5;

    public static IEnumerable<Bar> Measure(Place place)
    {
        using var state = TracingState.Enter(Listening.NoListener, place);
        foreach (var calls in StageCalls.All())
        {
            foreach (var (attributes, traced) in new[] { (0, calls.Traced0), (5, calls.Traced5), (20, calls.Traced20) })
            {
                var name = $"no listener, {place}, {calls.Form}, {attributes} attributes";
                var (measured, floor) = InterleavedTiming.Difference(calls.Plain, traced);
                yield return new Bar($"{name}: over plain", measured, MostNanoseconds, floor, "ns");

                var plain = AllocatedBytes.PerCall(calls.Plain);
                yield return new Bar($"{name}: over plain", AllocatedBytes.PerCall(traced) - plain, 0, AllocatedBytes.PerCall(calls.Plain) - plain, "B");
            }
        }
    }
}
