using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>What tracing adds to a stream.</summary>
internal static class StreamBars
{
    public static IEnumerable<Bar> Measure(RunReport report)
    {
        var workload = StreamPlan.Long.Name;
        var (none, floor, all) = (report.Find(GatewayModes.None, workload), report.Find(GatewayModes.Floor, workload), report.Find(GatewayModes.All, workload));
        yield return new($"{workload}: time to the first event, p50", all.FirstEventP50 - none.FirstEventP50, 50, floor.FirstEventP50 - none.FirstEventP50, "us");

        // Less than a byte is an allocation that does not come with every event.
        yield return new($"{workload}: allocation per event", Math.Floor(report.BytesPerEvent(all)), 0, report.BytesPerEvent(floor), "B");
    }
}
