using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>In an unsampled request a traced method costs little more than the smallest code written by hand.</summary>
internal static class UnsampledBars
{
    private const double MostTimes = 1.5;

    public static IEnumerable<Bar> Measure(Place place)
    {
        using var state = TracingState.Enter(Listening.Unsampled, place);
        foreach (var calls in StageCalls.All())
        {
            foreach (var (attributes, traced) in new[] { (0, calls.Traced0), (5, calls.Traced5), (20, calls.Traced20) })
            {
                var name = $"unsampled, {place}, {calls.Form}, {attributes} attributes";
                var (measured, floor) = InterleavedTiming.Ratio(calls.Bare, traced);
                yield return new Bar($"{name}: of bare", measured, MostTimes, floor, "x");

                var plain = AllocatedBytes.PerCall(calls.Plain);
                yield return new Bar($"{name}: over plain", AllocatedBytes.PerCall(traced) - plain, 0, AllocatedBytes.PerCall(calls.Plain) - plain, "B");
            }
        }
    }
}
