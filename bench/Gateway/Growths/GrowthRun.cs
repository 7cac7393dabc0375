using TracedLlm.Bench.Gateway.Bars;
using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Options;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Growths;

/// <summary>The cost of a request as its attributes, its spans, its body and the connections grow.</summary>
internal static class GrowthRun
{
    private static readonly IReadOnlyList<GatewayMode> Modes = [GatewayModes.None, GatewayModes.Floor, GatewayModes.All, GatewayModes.ByHand];

    /// <summary>Measures; the program's exit code is 0 if no step costs more than its work.</summary>
    public static int Run(BenchOptions options)
    {
        var header = RunHeader.Create(options.Seconds, options.Rounds);
        Console.WriteLine(header.Description);
        using var instruments = new Instruments();
        var growths = GrowthPlan.Create(options.Kinds, options.Seconds);
        var plan = growths.SelectMany(static growth => growth.Steps).Select(static step => (step.Workload, Modes)).ToList();
        var rounds = RoundRun.Run(instruments, plan, options.Rounds, Progress.Write);
        var run = new RunReport(header, rounds.Summaries, rounds.Accounts, []) { Failed = rounds.Failed.Reasons };
        var report = new GrowthReport(run, [.. Modes.Where(mode => mode != GatewayModes.None && !run.Failed.ContainsKey(mode.Name))]);
        foreach (var growth in growths)
        {
            Console.WriteLine();
            Console.Write(report.Table(growth).ToText());
        }

        if (options.Files)
        {
            WriteFiles(report, growths);
        }

        Console.WriteLine();
        Console.Write(run.Failures);
        Console.WriteLine(Bar.Header);
        return Bar.Print(MeasuredBars.Measure("growth", () => GrowthBars.Measure(run, growths))) == 0 ? 0 : 1;
    }

    private static void WriteFiles(GrowthReport report, IReadOnlyList<Growth> growths)
    {
        var header = report.Report.Header;
        ResultFiles.WriteFile($"{header.FileName}-growth.csv", string.Join('\n', report.Lines(growths)) + "\n");
        var sections = growths.Select(growth =>
        {
            var chart = ResultFiles.WriteFile($"{header.FileName}-growth-{growth.Kind}.svg", report.Chart(growth).ToString());
            return $"![{growth.Title}](../{chart})\n\n{report.Table(growth).ToMarkdown()}";
        });
        BenchmarksPage.Write("growth", $"{header.Description}\n\n{report.Report.Failures}\n{string.Join('\n', sections)}");
    }
}
