using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Attributes that are known at the start are passed at creation, which is faster than setting them one by one.</summary>
internal static class SampledBars
{
    private const double MostTimes = 0.7;

    // Both sides have the same cost to suspend and continue, a fifth of the whole.
    private const double MostTimesOfPending = 0.8;

    public static IEnumerable<Bar> Measure(Place place)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        (StageCalls Calls, double Limit)[] forms =
        [
            (StageCalls.Sync(), MostTimes),
            (StageCalls.CompletedTask(), MostTimes),
            (StageCalls.ValueTask(), MostTimes),
            (StageCalls.PendingTask(), MostTimesOfPending),
        ];
        foreach (var (calls, limit) in forms)
        {
            var name = $"sampled, {place}, {calls.Form}, 20 attributes";
            var (measured, floor) = InterleavedTiming.Ratio(calls.SetTag20, calls.Traced20);
            yield return new Bar($"{name}: of SetTag", measured, limit, floor, "x");

            var byHand = AllocatedBytes.PerCall(calls.SetTag20);
            yield return new Bar($"{name}: of SetTag", AllocatedBytes.PerCall(calls.Traced20), byHand, AllocatedBytes.PerCall(calls.Plain), "B");
        }
    }
}
