using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Attributes known at the start are handed over at creation, which beats setting them one by one.</summary>
internal static class SampledBars
{
    private const double MostTimes = 0.7;

    public static IEnumerable<Bar> Measure(Place place)
    {
        using var state = TracingState.Enter(Listening.Sampled, place);
        StageCalls[] forms = [StageCalls.Sync(), StageCalls.CompletedTask(), StageCalls.PendingTask(), StageCalls.ValueTask()];
        foreach (var calls in forms)
        {
            var name = $"sampled, {place}, {calls.Form}, 20 attributes";
            var (measured, floor) = InterleavedTiming.Ratio(calls.SetTag20, calls.Traced20);
            yield return new Bar($"{name}: of SetTag", measured, MostTimes, floor, "x");

            var byHand = AllocatedBytes.Of(calls.SetTag20);
            yield return new Bar($"{name}: of SetTag", AllocatedBytes.Of(calls.Traced20), byHand, AllocatedBytes.Of(calls.Plain), "B");
        }
    }
}
