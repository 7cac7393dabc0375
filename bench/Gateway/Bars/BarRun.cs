using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>Measures the bars and prints a line for each.</summary>
internal static class BarRun
{
    // What the peer does not do at its cost; the bars compare only what both do.
    private const string PeerCannot = "The peer has no views for vendors, no bound of its queue in bytes, no account of lost spans, no spool, no masking of secrets, no late, repaired or failed spans, no response headers.";

    /// <summary>Measures; the program's exit code is 0 if all bars hold.</summary>
    public static int Run()
    {
        var start = Stopwatch.GetTimestamp();
        var header = RunHeader.Create(1, BarPlan.Rounds);
        Console.WriteLine(header.Description);
        using var instruments = new Instruments();
        var rounds = RoundRun.Run(instruments, BarPlan.All, BarPlan.Rounds, Progress.Write);
        var fresh = FreshRun.Run(instruments, [GatewayModes.None, GatewayModes.All], BarPlan.FreshSeconds, BarPlan.FloodSeconds, BarPlan.FreshRounds, Progress.Write, rounds.Failed);
        var report = new RunReport(header, rounds.Summaries, rounds.Accounts, fresh) { Failed = rounds.Failed.Reasons };
        Console.Write(report.Failures);
        Console.WriteLine(Bar.Header);
        var broken = Bar.Print(
        [
            .. MeasuredBars.Measure("load", () => LoadBars.Measure(report)),
            .. MeasuredBars.Measure("streams", () => StreamBars.Measure(report)),
            .. MeasuredBars.Measure("fresh: methods", () => FreshBars.MeasureMethods(instruments)),
            .. MeasuredBars.Measure("fresh", () => FreshBars.MeasureSpeed(fresh)),
            .. MeasuredBars.Measure("spans", () => SpanBars.Measure(report)),
        ]);
        Console.WriteLine(PeerCannot);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        Console.WriteLine(broken == 0 ? $"All bars hold ({seconds} s)" : $"{broken} bars do not hold ({seconds} s)");
        return broken == 0 ? 0 : 1;
    }
}
