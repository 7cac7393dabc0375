using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Attributes that are known at the start are passed at creation, which is faster than setting them one by one.</summary>
internal static class SampledBars
{
    private const double MostTimes = 0.7;

    public static IEnumerable<Bar> Measure(Place place)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        foreach (var calls in new[] { StageCalls.Sync(), StageCalls.CompletedTask(), StageCalls.ValueTask(), StageCalls.PendingTask() })
        {
            var name = $"sampled, {place}, {calls.Form}, 20 attributes";
            var (measured, floor) = InterleavedTiming.Ratio(calls.SetTag20, calls.Traced20);
            yield return new Bar($"{name}: of SetTag", measured, MostTimes, floor, "x");

            var byHand = AllocatedBytes.PerCall(calls.SetTag20);
            yield return new Bar($"{name}: of SetTag", AllocatedBytes.PerCall(calls.Traced20), byHand, AllocatedBytes.PerCall(calls.Plain), "B");
        }
    }
}
