using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Options;
using TracedLlm.Bench.Gateway.Reports;
using TracedLlm.Bench.Gateway.Upstream;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>The cost of a request as its attributes, its spans, its body and the connections grow.</summary>
internal static class GrowthRun
{
    private const int Connections = 32;
    private const int LargeBodyConnections = 4;
    private const int LargeBody = 256 * 1024;

    private static readonly IReadOnlyList<GatewayMode> Modes = [GatewayModes.None, GatewayModes.All, GatewayModes.ByHand];

    public static int Run(BenchOptions options)
    {
        var header = RunHeader.Create(options.Seconds, options.Rounds);
        Console.WriteLine(header.Description);
        using var instruments = new Instruments();
        var growths = Growths(options.Seconds);
        var plan = growths.SelectMany(static growth => growth.Steps).Select(static step => (step.Workload, Modes)).ToList();
        var rounds = RoundRun.Run(instruments, plan, options.Rounds, Progress.Write);
        var report = new RunReport(header, rounds.Summaries, rounds.Accounts, []);
        var (chart, csv) = (new SvgChart(), new List<string> { "date,commit,grows,step,mode,requests_per_second,cpu_us,added_cpu_us,allocated_bytes,p99_us" });
        var tables = new List<Table>();
        foreach (var (what, steps) in growths)
        {
            var table = new Table($"processor time added, µs per request, as {what} grow", ["mode", .. steps.Select(static step => step.Label)]);
            var lines = new List<(string, IReadOnlyList<double>)>();
            foreach (var mode in Modes)
            {
                var added = steps.Select(step => report.AddedProcessor(report.Find(mode, step.Workload.Name))).ToList();
                table.Add([mode.Name, .. added.Select(Numbers.Text)]);
                lines.Add((mode.Name, added));
                csv.AddRange(steps.Select(step => Line(report, header, what, step, mode)));
            }

            chart.AddLines($"processor time added, µs per request, as {what} grow", [.. steps.Select(static step => step.Label)], lines);
            tables.Add(table);
            Console.WriteLine();
            Console.Write(table.ToText());
        }

        if (options.Files)
        {
            ResultFiles.WriteFile($"{header.FileName}-growth.csv", string.Join('\n', csv) + "\n");
            var path = ResultFiles.WriteFile($"{header.FileName}-growth.svg", chart.ToString());
            BenchmarksPage.Write("growth", $"{header.Description}\n\n![Charts of the run](../{path})\n\n{string.Join('\n', tables.Select(static table => table.ToMarkdown()))}");
        }

        return 0;
    }

    private static string Line(RunReport report, RunHeader header, string what, Step step, GatewayMode mode)
    {
        var one = report.Find(mode, step.Workload.Name);
        return string.Join(',', [header.Date, header.Commit, what, step.Label, mode.Name, Numbers.Csv(one.RequestsPerSecond), Numbers.Csv(one.Processor), Numbers.Csv(report.AddedProcessor(one)), Numbers.Csv(one.Allocated), Numbers.Csv(one.P99)]);
    }

    private static IReadOnlyList<(string What, IReadOnlyList<Step> Steps)> Growths(double seconds)
    {
        var order = new LoadOrder(0, 0, Connections, seconds);

        // 6 spans are the gateway's own.
        return
        [
            ("attributes of litellm_request", Steps("attributes", [5, 10, 20, 40, 80], static count => $"{count}", count => order with { Attributes = count })),
            ("spans", Steps("more spans", [4, 8, 16, 32, 64], static count => $"{count}", count => order with { Spans = count })),
            ("bodies", Steps("body", [1024, 16 * 1024, 128 * 1024, 1024 * 1024, 8 * 1024 * 1024], static bytes => $"{bytes / 1024} KB", bytes => order with { BodyBytes = bytes, Connections = bytes < LargeBody ? Connections : LargeBodyConnections })),
            ("connections", Steps("connections", [1, 8, 32, 128, 512], static count => $"{count}", count => order with { Connections = count })),
        ];
    }

    private static IReadOnlyList<Step> Steps(string what, IReadOnlyList<int> values, Func<int, string> label, Func<int, LoadOrder> order) =>
        [.. values.Select(value => new Step(label(value), new Workload($"{what} {label(value)}", order(value), new UpstreamSettings(0, ChatAnswers.Events, 0))))];

    private sealed record Step(string Label, Workload Workload);
}
