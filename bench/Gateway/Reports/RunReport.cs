using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>The results of a run.</summary>
/// <param name="Header">When, of which commit and how it was measured.</param>
/// <param name="Summaries">Modes under workloads.</param>
/// <param name="Accounts">Spans and memory of each mode.</param>
/// <param name="Fresh">The first seconds of processes; empty without.</param>
internal sealed record RunReport(RunHeader Header, IReadOnlyList<Summary> Summaries, IReadOnlyList<SpanAccount> Accounts, IReadOnlyList<FreshResult> Fresh)
{
    private const double Kilobyte = 1024;

    /// <summary>The modes that could not be measured to the end, with the reasons.</summary>
    public IReadOnlyDictionary<string, string> Failed { get; init; } = new Dictionary<string, string>();

    /// <summary>A line for each of them.</summary>
    public string Failures => string.Concat(Failed.Select(static one => $"The mode `{one.Key}` was not measured to the end: {one.Value.ReplaceLineEndings(" ")}{Environment.NewLine}"));

    /// <summary>All tables.</summary>
    public IEnumerable<Table> Tables => [.. Workloads(), .. Streams(), ThreadTable(), AccountTable(), .. FreshTables.Create(Fresh)];

    /// <summary>Processor time that a mode adds to the mode without tracing, in microseconds per request.</summary>
    public double AddedProcessor(Summary summary) => Find(GatewayModes.Find(summary.Mode).Baseline, summary.Workload) is { } baseline
        ? summary.Processor - baseline.Processor
        : double.NaN;

    /// <summary>What a mode did under a workload that the run has measured.</summary>
    public Summary Find(GatewayMode mode, string workload) => Find(mode.Name, workload)
        ?? throw new BenchException($"The mode '{mode.Name}' was not measured under '{workload}'.");

    private Summary? Find(string mode, string workload) => Summaries.FirstOrDefault(one => one.Mode == mode && one.Workload == workload);

    private IEnumerable<Table> Workloads()
    {
        foreach (var workload in Summaries.GroupBy(static one => one.Workload))
        {
            var table = new Table(workload.Key, "mode", "requests/s", "p50 µs", "p99 µs", "p99.9 µs", "CPU µs", "added", "allocated KB", "GC pauses µs", "wake-ups", "switches", "failed");
            foreach (var one in workload)
            {
                table.Add(one.Mode, Numbers.Text(one.RequestsPerSecond), Numbers.Text(one.P50), Numbers.Text(one.P99), Numbers.Text(one.P999), Numbers.Text(one.Processor), Numbers.Text(AddedProcessor(one)), Numbers.Text(one.Allocated / Kilobyte), Numbers.Text(one.Pauses), Numbers.Text(one.WakeUps), Numbers.Text(one.Switches), Numbers.Text(one.Failed));
            }

            yield return table;
        }
    }

    private IEnumerable<Table> Streams()
    {
        var streams = Summaries.Where(static one => !double.IsNaN(one.FirstEventP50)).ToList();
        foreach (var workload in streams.GroupBy(static one => one.Workload))
        {
            var table = new Table($"{workload.Key}: events", "mode", "first event p50 µs", "added", "first event p99 µs", "gap p50 µs", "gap p99 µs", "through the gateway p50 µs", "B per event more");
            foreach (var one in workload)
            {
                var baseline = Find(GatewayModes.Find(one.Mode).Baseline, one.Workload);
                table.Add(one.Mode, Numbers.Text(one.FirstEventP50), Numbers.Text(one.FirstEventP50 - (baseline?.FirstEventP50 ?? double.NaN)), Numbers.Text(one.FirstEventP99), Numbers.Text(one.GapP50), Numbers.Text(one.GapP99), Numbers.Text(one.RelayP50), Numbers.Text(BytesPerEvent(one)));
            }

            yield return table;
        }
    }

    /// <summary>Bytes that a mode allocates for each further event of a stream, more than without tracing; NaN where there is no shorter stream to compare with.</summary>
    public double BytesPerEvent(Summary stream)
    {
        var (none, shorter, shorterNone) = (
            Find(GatewayModes.Find(stream.Mode).Baseline, stream.Workload),
            Find(stream.Mode, StreamPlan.Short.Name),
            Find(GatewayModes.Find(stream.Mode).Baseline, StreamPlan.Short.Name));
        return stream.Workload != StreamPlan.Long.Name || none is null || shorter is null || shorterNone is null
            ? double.NaN
            : ((stream.Allocated - shorter.Allocated) - (none.Allocated - shorterNone.Allocated)) / StreamPlan.MoreEvents;
    }

    private Table ThreadTable()
    {
        var table = new Table("the threads that were woken most, per request", "mode", "load", "threads");
        foreach (var one in Summaries)
        {
            table.Add(one.Mode, one.Workload, string.Join(", ", one.Threads.Select(static thread => $"{thread.Name} {Numbers.Text(thread.WakeUps)}")));
        }

        return table;
    }

    private Table AccountTable()
    {
        var table = new Table("spans and memory", "mode", "spans expected", "received", "bytes sent per request", "MB at rest", "MB after", "heap MB after");
        foreach (var one in Accounts)
        {
            table.Add(one.Mode, Numbers.Text(one.Expected), Numbers.Text(one.Received), Numbers.Text(one.BytesOfRequest), Numbers.Text(one.MemoryAtRest), Numbers.Text(one.MemoryAfter), Numbers.Text(one.HeapAfter));
        }

        return table;
    }
}
