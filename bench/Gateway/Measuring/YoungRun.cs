using TracedLlm.Bench.Gateway.Bars;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Options;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Gateways in the first seconds of their processes, without the other measurements.</summary>
internal static class YoungRun
{
    /// <summary>Measures; the program's exit code is 0 if all bars hold.</summary>
    public static int Run(BenchOptions options)
    {
        var rounds = Math.Min(options.Rounds, 3);
        Console.WriteLine(RunHeader.Create(options.Fresh, rounds).Description);
        using var instruments = new Instruments();
        var failed = new FailedModes(instruments, Progress.Write);
        var fresh = FreshRun.Run(instruments, options.Modes, options.Fresh, BarPlan.FloodSeconds, rounds, Progress.Write, failed);
        foreach (var table in FreshTables.Create(fresh))
        {
            Console.WriteLine();
            Console.Write(table.ToText());
        }

        Console.WriteLine();
        Console.WriteLine(Bar.Header);
        var broken = Bar.Print(
        [
            .. MeasuredBars.Measure("fresh: methods", () => FreshBars.MeasureMethods(instruments)),
            .. options.Modes.Contains(GatewayModes.None) && options.Modes.Contains(GatewayModes.All) ? MeasuredBars.Measure("fresh", () => FreshBars.MeasureSpeed(fresh)) : [],
        ]);
        return broken == 0 && failed.Reasons.Count == 0 ? 0 : 1;
    }
}
