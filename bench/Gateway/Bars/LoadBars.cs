using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>What tracing costs saturated and at fixed rates.</summary>
internal static class LoadBars
{
    private const double Kilobyte = 1024;
    private const double Millisecond = 1000;

    /// <summary>A wake for a batch or a timer is one for many requests; a wake for each request or span is one or more.</summary>
    private const double MostWakeUps = 0.1;

    public static IEnumerable<Bar> Measure(RunReport report)
    {
        foreach (var bar in Saturated(report, BarPlan.Saturated.Name).Append(LongPrompts(report, BarPlan.LongPrompts.Name)))
        {
            yield return bar;
        }

        foreach (var bar in BarPlan.Rates.SelectMany(rate => AtRate(report, rate.Name)))
        {
            yield return bar;
        }
    }

    private static IEnumerable<Bar> Saturated(RunReport report, string workload)
    {
        var (none, floor, all, peer, down) = (
            report.Find(GatewayModes.None, workload),
            report.Find(GatewayModes.Floor, workload),
            report.Find(GatewayModes.All, workload),
            report.Find(GatewayModes.ByHand, workload),
            report.Find(GatewayModes.Down, workload));
        var processor = peer.Processor - none.Processor;
        yield return new($"{workload}: processor time added at 100%, of the peer's {Numbers.Text(processor)} us", (all.Processor - none.Processor) / processor, 0.5, Math.Abs(floor.Processor - none.Processor) / processor, "x");
        yield return new($"{workload}: allocation added at 100%; the limit is the peer's", (all.Allocated - none.Allocated) / Kilobyte, (peer.Allocated - none.Allocated) / Kilobyte, (floor.Allocated - none.Allocated) / Kilobyte, "KB");
        var export = all.Processor - none.Processor;
        yield return new($"{workload}: processor time that the viewer adds, of that of tracing and export", (report.Find(GatewayModes.Viewer, workload).Processor - all.Processor) / export, 0.1, Math.Abs(floor.Processor - none.Processor) / export, "x");
        var noise = Lost(floor);
        yield return new($"{workload}: throughput lost at 100%", Lost(all), 0.1, noise, "");
        yield return new($"{workload}: throughput lost unsampled", Lost(report.Find(GatewayModes.Unsampled, workload)), 0.02, noise, "");
        yield return new($"{workload}: throughput lost off", Lost(report.Find(GatewayModes.Off, workload)), 0.02, noise, "");
        yield return new($"{workload}: throughput lost with the collector down, of that at 100%", 1 - (down.RequestsPerSecond / all.RequestsPerSecond), 0.02, noise, "");

        double Lost(Summary summary) => 1 - (summary.RequestsPerSecond / none.RequestsPerSecond);
    }

    private static Bar LongPrompts(RunReport report, string workload)
    {
        var (none, floor, all) = (report.Find(GatewayModes.None, workload).Processor, report.Find(GatewayModes.Floor, workload).Processor, report.Find(GatewayModes.All, workload).Processor);
        return new($"{workload}: processor time added with content, of that without", (report.Find(GatewayModes.Content, workload).Processor - none) / (all - none), 1.5, Math.Abs(floor - none) / (all - none), "x");
    }

    private static IEnumerable<Bar> AtRate(RunReport report, string workload)
    {
        var (none, floor, all, peer) = (
            report.Find(GatewayModes.None, workload),
            report.Find(GatewayModes.Floor, workload),
            report.Find(GatewayModes.All, workload),
            report.Find(GatewayModes.ByHand, workload));
        yield return new($"{workload}: processor time added at 100%; the limit is the peer's", all.Processor - none.Processor, peer.Processor - none.Processor, floor.Processor - none.Processor, "us");
        yield return new($"{workload}: threads woken more, per request", all.WakeUps - none.WakeUps, MostWakeUps, floor.WakeUps - none.WakeUps, "");
        yield return new($"{workload}: p99 above no tracing", (all.P99 - none.P99) / Millisecond, 0.5, (floor.P99 - none.P99) / Millisecond, "ms");
        if (workload == BarPlan.RateOfDown.Name)
        {
            yield return new($"{workload}: p99 above 100% with the collector down", (report.Find(GatewayModes.Down, workload).P99 - all.P99) / Millisecond, 0.5, (floor.P99 - none.P99) / Millisecond, "ms");
        }
    }
}
