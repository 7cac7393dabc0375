using TracedLlm.Bench.Gateway.Measuring;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>The chart of a run.</summary>
internal static class RunChart
{
    public static SvgChart Create(RunReport report)
    {
        var chart = new SvgChart();
        foreach (var workload in report.Summaries.GroupBy(static one => one.Workload))
        {
            if (workload.Key.Contains("/s", StringComparison.Ordinal))
            {
                Add(workload.Key, "p50, µs", workload, static one => one.P50);
                Add(workload.Key, "p99, µs", workload, static one => one.P99);
            }
            else
            {
                Add(workload.Key, "requests per second", workload, static one => one.RequestsPerSecond);
            }

            Add(workload.Key, "processor time per request, µs", workload, static one => one.Processor);
        }

        if (report.Fresh.Count > 0)
        {
            chart.AddLines(
                "fresh processes: requests of each second",
                [.. Enumerable.Range(1, report.Fresh[0].BySecond.Count).Select(static second => Numbers.Csv(second))],
                [.. report.Fresh.Select(static one => (one.Mode, one.BySecond))]);
        }

        return chart;

        void Add(string workload, string what, IEnumerable<Summary> summaries, Func<Summary, double> figure) =>
            chart.AddBars($"{workload}: {what}", [.. summaries.Select(one => (one.Mode, figure(one)))]);
    }
}
