using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Options;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>All modes under all loads.</summary>
internal static class FullRun
{
    // The load at which a provider's delay is measured besides none.
    private const int RateOfDelays = 300;

    public static int Run(BenchOptions options)
    {
        var header = RunHeader.Create(options.Seconds, options.Rounds);
        Console.WriteLine(header.Description);
        using var instruments = new Instruments();
        var plan = Workloads(options).Select(workload => (workload, options.Modes)).ToList();
        var rounds = RoundRun.Run(instruments, plan, options.Rounds, Progress.Write);
        IReadOnlyList<FreshResult> fresh = options.Fresh == 0
            ? []
            : FreshRun.Run(instruments, [.. options.Modes.Where(static mode => mode != GatewayModes.Floor)], options.Fresh, options.Fresh, Math.Min(options.Rounds, 3), Progress.Write, rounds.Failed);
        var report = new RunReport(header, rounds.Summaries, rounds.Accounts, fresh) { Failed = rounds.Failed.Reasons };
        foreach (var table in report.Tables)
        {
            Console.WriteLine();
            Console.Write(table.ToText());
        }

        if (options.Files)
        {
            ResultFiles.Write(report);
        }

        Console.Write(report.Failures);
        return report.Failed.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<Workload> Workloads(BenchOptions options)
    {
        foreach (var delay in options.Delays)
        {
            if (delay == 0)
            {
                yield return Workload.Saturated(options.Seconds);
                foreach (var rate in options.Rates)
                {
                    yield return Workload.AtRate(rate, options.Seconds);
                }
            }
            else
            {
                yield return Workload.AtRate(RateOfDelays, options.Seconds, delay);
            }
        }

        if (options.Streams)
        {
            yield return Workload.SaturatedStreams(options.Seconds);
            yield return StreamPlan.Long;
            yield return StreamPlan.Short;
        }
    }
}
