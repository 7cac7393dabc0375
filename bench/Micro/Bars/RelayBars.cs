using TracedLlm.Bench.Micro.Taps;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>A gateway that relays streams serves nearly as many streams with taps and spans as without.</summary>
internal static class RelayBars
{
    // The processor time for 0.9 times the throughput.
    private const double MostTimes = 1 / 0.9;

    // A server needs hundreds of streams to warm up, not milliseconds.
    private const int WarmUps = 150;

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.OutsideRequest);
        using var gateway = new RelayGateway();
        for (var i = 0; i < WarmUps; i++)
        {
            gateway.Plain();
            gateway.Traced();
        }

        var (measured, floor) = InterleavedTiming.ProcessorRatio(gateway.Plain, gateway.Traced);
        yield return new Bar("gateway, 8 streams of 200 events, traced: of plain", measured, MostTimes, floor, "x");
    }
}
