using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>What tracing adds to a stream.</summary>
internal static class StreamBars
{
    // The processor time for 0.9 times the throughput.
    private const double MostTimes = 1 / 0.9;

    public static IEnumerable<Bar> Measure(RunReport report)
    {
        yield return Saturated(report, BarPlan.Streams.Name);
        var workload = StreamPlan.Long.Name;
        var (none, floor, all) = (report.Find(GatewayModes.None, workload), report.Find(GatewayModes.Floor, workload), report.Find(GatewayModes.All, workload));
        yield return new($"{workload}: time to the first event, p50", all.FirstEventP50 - none.FirstEventP50, 50, floor.FirstEventP50 - none.FirstEventP50, "us");

        // Less than a byte is an allocation that does not come with every event.
        yield return new($"{workload}: allocation per event", Math.Floor(report.BytesPerEvent(all)), 0, report.BytesPerEvent(floor), "B");
    }

    private static Bar Saturated(RunReport report, string workload)
    {
        var none = report.Find(GatewayModes.None, workload).Processor;
        return new($"{workload}: processor time at 100%, of that without tracing", report.Find(GatewayModes.All, workload).Processor / none, MostTimes, report.Find(GatewayModes.Floor, workload).Processor / none, "x");
    }
}
