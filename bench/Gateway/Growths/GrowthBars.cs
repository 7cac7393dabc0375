using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Growths;

/// <summary>From step to step, the processor time that tracing adds grows at most as the work does.</summary>
internal static class GrowthBars
{
    // Where a request's work stays the same, its time does, but for caches and collections, which more connections share.
    private const double MostForTheSameWork = 1.25;

    // Less is not measured, and would be a divisor near zero.
    private const double LeastMicroseconds = 1;

    public static IEnumerable<Bar> Measure(RunReport report, IReadOnlyList<Growth> growths) => growths.SelectMany(growth => growth.Steps
        .Zip(growth.Steps.Skip(1), (from, to) => Measure(report, growth, from, to)));

    private static Bar Measure(RunReport report, Growth growth, GrowthStep from, GrowthStep to)
    {
        var before = Math.Max(LeastMicroseconds, Added(GatewayModes.All, from));
        var times = Added(GatewayModes.All, to) / before;
        return new(
            $"{growth.Kind}, {from.Label} to {to.Label}: processor time added at 100%, times",
            times,
            to.Work > from.Work ? to.Work / from.Work : MostForTheSameWork,
            (Math.Abs(Added(GatewayModes.Floor, to)) + (times * Math.Abs(Added(GatewayModes.Floor, from)))) / before,
            "x");

        double Added(GatewayMode mode, GrowthStep step) => report.AddedProcessor(report.Find(mode, step.Workload.Name));
    }
}
