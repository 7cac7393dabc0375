using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Build.Compiler;
using TracedLlm.Bench.Build.Gateway;

namespace TracedLlm.Bench.Build.Bars;

/// <summary>Measures all bars, prints a line for each and the time of each rule.</summary>
internal static class BarRun
{
    /// <summary>Measures the bars of some projects; the program's exit code is 0 if all bars hold.</summary>
    /// <param name="workloads">The projects.</param>
    /// <param name="compiles">Whether to compile the projects, besides the time of each rule.</param>
    public static int Run(IReadOnlyList<Workload> workloads, bool compiles)
    {
        var start = Stopwatch.GetTimestamp();
        Console.WriteLine(Bar.Header);
        var broken = 0;
        foreach (var workload in compiles ? workloads : [])
        {
            using var build = new GatewayBuild(workload);
            foreach (var bar in CompileBars.Measure(build, workload))
            {
                Print(bar);
            }
        }

        if (workloads.Contains(Workload.Traced))
        {
            foreach (var bar in EditBars.Measure(InProcess.Compile(Workload.Traced)))
            {
                Print(bar);
            }
        }

        var costs = workloads.Select(static workload => RuleCosts.Measure(InProcess.Compile(workload), workload)).ToList();
        foreach (var cost in costs)
        {
            Print(cost.Largest);
        }

        foreach (var line in costs.SelectMany(static cost => cost.Lines.Prepend("")))
        {
            Console.WriteLine(line);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        Console.WriteLine();
        Console.WriteLine(broken == 0 ? $"All bars hold ({seconds} s)" : $"{broken} bars do not hold ({seconds} s)");
        return broken == 0 ? 0 : 1;

        void Print(Bar bar)
        {
            Console.WriteLine(bar);
            broken += bar.Holds ? 0 : 1;
        }
    }
}
