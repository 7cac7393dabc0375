using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Build.Compiler;

namespace TracedLlm.Bench.Build.Bars;

/// <summary>Measures all bars, prints a line for each and the time of each rule.</summary>
internal static class BarRun
{
    public const string Option = "--bars";

    /// <summary>Measures all bars; the program's exit code is 0 if all bars hold.</summary>
    public static int Run()
    {
        var start = Stopwatch.GetTimestamp();
        Console.WriteLine(Bar.Header);
        var broken = 0;
        using (var build = new GatewayBuild())
        {
            foreach (var bar in CompileBars.Measure(build))
            {
                Print(bar);
            }
        }

        var compilation = InProcess.Compile();
        foreach (var bar in EditBars.Measure(compilation))
        {
            Print(bar);
        }

        Console.WriteLine();
        foreach (var cost in RuleCosts.Measure(compilation))
        {
            Console.WriteLine(cost);
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
