using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Options;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Overloads;

/// <summary>Open loops with more requests than the sample gateway can answer.</summary>
internal static class OverloadRun
{
    private const double CapacitySeconds = 5;

    // As callers from outside: a request that finds no idle connection opens one.
    private const int MostConnections = 8192;

    private static readonly int[] Times = [2, 5];

    /// <summary>Measures; the program's exit code is 0 if all bars hold.</summary>
    public static int Run(BenchOptions options)
    {
        var header = RunHeader.Create(options.Seconds, 1);
        Console.WriteLine(header.Description);
        using var instruments = new Instruments();
        var failed = new FailedModes(instruments, Progress.Write);
        var results = new List<OverloadResult>();
        foreach (var one in OverloadCase.All)
        {
            failed.Try(one.Mode with { Name = one.Name }, () => results.AddRange(Measure(one, instruments, options.Seconds)));
        }

        var report = new OverloadReport(header, results);
        Console.WriteLine();
        Console.Write(report.Table.ToText());
        foreach (var ended in results.Where(static one => one.End is not null))
        {
            Console.WriteLine($"{ended.Name}: the gateway has ended: {ended.End}");
        }

        if (options.Files)
        {
            WriteFiles(report);
        }

        Console.WriteLine();
        Console.WriteLine(Bar.Header);
        var broken = Bar.Print(results.SelectMany(OverloadBars.Measure));
        return broken == 0 && failed.Reasons.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<OverloadResult> Measure(OverloadCase one, Instruments instruments, double seconds)
    {
        foreach (var times in Times)
        {
            // A gateway for each load: what the first one leaves does not count for the second.
            using var gateway = new GatewayProcess(one.Mode, instruments);
            gateway.WaitForAnswer();
            GatewayWarmUp.Run(gateway, instruments, [false]);
            instruments.Set(one.Upstream);
            var capacity = gateway.Load(one.Capacity(CapacitySeconds));
            var perSecond = capacity.BySecond.Average();
            if (perSecond < 1)
            {
                throw new BenchException($"The gateway answers no request: {capacity.Failure}{Environment.NewLine}{gateway.LogTail}");
            }

            using var resources = new ResourceSampler(gateway);
            var load = gateway.Load(new LoadOrder(0, (int)(perSecond * times), MostConnections, seconds));
            var result = new OverloadResult(one.Name, times, perSecond, load, resources.Stop(), gateway.HasExited ? gateway.LogTail : null);
            Progress.Write($"{result.Name} is measured{(load.Failure is { } failure ? $"; the first failure: {failure}" : "")}");
            yield return result;
        }
    }

    private static void WriteFiles(OverloadReport report)
    {
        ResultFiles.WriteFile($"{report.Header.FileName}-overload.csv", string.Join('\n', report.Lines) + "\n");
        var chart = ResultFiles.WriteFile($"{report.Header.FileName}-overload.svg", report.Chart.ToString());
        BenchmarksPage.Write("overload", $"{report.Header.Description}\n\n![Answers of each second](../{chart})\n\n{report.Table.ToMarkdown()}");
    }
}
