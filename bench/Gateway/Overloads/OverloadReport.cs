using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Overloads;

/// <summary>The results of a run as table, chart and lines.</summary>
internal sealed record OverloadReport(RunHeader Header, IReadOnlyList<OverloadResult> Results)
{
    private const string Title = "more requests than the gateway can answer";

    public Table Table
    {
        get
        {
            var table = new Table(Title, "capacity limited by", "times", "capacity/s", "answered/s", "part", "refused/s", "p99 ms", "refusal p50 ms", "p99 ms", "failed", "not sent", "MB before", "at the end", "descriptors before", "at the end");
            foreach (var one in Results)
            {
                table.Add(one.Case, Numbers.Csv(one.Times), Numbers.Text(one.Capacity), Numbers.Text(one.Answered), Numbers.Text(one.Share), Numbers.Text(one.Load.Refused / one.Load.Seconds), Numbers.Text(one.P99 / 1000), Numbers.Text(one.RefusalP50 / 1000), Numbers.Text(one.RefusalP99 / 1000), Numbers.Text(one.Load.Failed - one.Load.Unsent), Numbers.Text(one.Load.Unsent), Numbers.Text(one.Memory.Before), Numbers.Text(one.Memory.After), Numbers.Text(one.Descriptors.Before), Numbers.Text(one.Descriptors.After));
            }

            return table;
        }
    }

    public SvgChart Chart
    {
        get
        {
            var chart = new SvgChart();
            foreach (var ofCase in Results.GroupBy(static one => one.Case))
            {
                var seconds = ofCase.Min(static one => one.Load.BySecond.Length);
                chart.AddLines(
                    $"answers of each second; capacity limited by: {ofCase.Key}",
                    [.. Enumerable.Range(1, seconds).Select(second => second == 1 || second == seconds ? Numbers.Csv(second) : "")],
                    [.. ofCase.Select(one => ($"{one.Times} times", (IReadOnlyList<double>)[.. one.Load.BySecond.Take(seconds).Select(static count => (double)count)]))]);
            }

            return chart;
        }
    }

    public IEnumerable<string> Lines =>
    [
        "date,commit,case,times,capacity_per_second,answered_per_second,refused,failed,unsent,p99_us,refusal_p50_us,refusal_p99_us,mb_before,mb_after,descriptors_before,descriptors_after,ended",
        .. Results.Select(one => string.Join(',', [Header.Date, Header.Commit, one.Case, .. ((double[])[one.Times, one.Capacity, one.Answered, one.Load.Refused, one.Load.Failed - one.Load.Unsent, one.Load.Unsent, one.P99, one.RefusalP50, one.RefusalP99, one.Memory.Before, one.Memory.After, one.Descriptors.Before, one.Descriptors.After, one.End is null ? 0 : 1]).Select(Numbers.Csv)])),
    ];
}
