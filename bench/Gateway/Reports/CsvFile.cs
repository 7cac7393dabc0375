using TracedLlm.Bench.Gateway.Measuring;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>The figures of a run as files for other programs.</summary>
internal static class CsvFile
{
    /// <summary>A line for each mode under each workload.</summary>
    public static IEnumerable<string> Lines(RunReport report) =>
    [
        "date,commit,mode,workload,requests_per_second,failed,p50_us,p99_us,p999_us,cpu_us,added_cpu_us,allocated_bytes,gc_pauses_us,wake_ups,switches,first_event_p50_us,first_event_p99_us,gap_p50_us,gap_p99_us,relay_p50_us,spans_expected,spans_received,bytes_sent_per_request,mb_at_rest,mb_after,heap_mb_after",
        .. report.Summaries.Select(one => Line(report, one)),
    ];

    /// <summary>A line for each second of each mode.</summary>
    public static IEnumerable<string> FreshLines(RunReport report) =>
    [
        "date,commit,mode,second,requests,first_answer_ms,jitted_at_first,jitted,flood_answered,flood_p99_ms",
        .. report.Fresh.SelectMany(one => one.BySecond.Select((count, second) => string.Join(',', [report.Header.Date, report.Header.Commit, one.Mode, Numbers.Csv(second + 1), Numbers.Csv(count), Numbers.Csv(one.FirstAnswer), Numbers.Csv(one.JittedAtFirst), Numbers.Csv(one.Jitted), Numbers.Csv(one.Answered), Numbers.Csv(one.P99)]))),
    ];

    private static string Line(RunReport report, Summary one)
    {
        var account = report.Accounts.First(account => account.Mode == one.Mode);
        double[] figures =
        [
            one.RequestsPerSecond, one.Failed, one.P50, one.P99, one.P999, one.Processor, report.AddedProcessor(one), one.Allocated, one.Pauses, one.WakeUps, one.Switches,
            one.FirstEventP50, one.FirstEventP99, one.GapP50, one.GapP99, one.RelayP50,
            account.Expected, account.Received, account.BytesOfRequest, account.MemoryAtRest, account.MemoryAfter, account.HeapAfter,
        ];
        return string.Join(',', [report.Header.Date, report.Header.Commit, one.Mode, $"\"{one.Workload}\"", .. figures.Select(Numbers.Csv)]);
    }
}
