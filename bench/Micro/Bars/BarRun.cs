using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// Measures all bars, a line each. Each state runs in a process of its own, as a gateway stays in one: the compiler lays
/// code out for what it has seen, and would favour the state that came first.
/// </summary>
internal static class BarRun
{
    public const string Option = "--bars";

    private static readonly Dictionary<string, Func<Place, IEnumerable<Bar>>> States = new()
    {
        ["nobody"] = NobodyListeningBars.Measure,
        ["unsampled"] = UnsampledBars.Measure,
        ["sampled"] = SampledBars.Measure,
        ["stream"] = StreamBars.Measure,
        ["taps"] = TapBars.Measure,
        ["relay"] = RelayBars.Measure,
    };

    /// <summary>All bars; the program's exit code is 0 if they hold.</summary>
    public static int Run()
    {
        var start = Stopwatch.GetTimestamp();
        var broken = 0;
        Console.WriteLine(Bar.Header);
        foreach (var state in States.Keys)
        {
            foreach (var place in Enum.GetValues<Place>())
            {
                broken += RunApart(state, place);
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        Console.WriteLine($"{(broken == 0 ? "All bars hold" : $"{broken} bars do not hold")} ({seconds} s)");
        return broken == 0 ? 0 : 1;
    }

    /// <summary>The bars of one state and place; the exit code is how many do not hold.</summary>
    public static int Run(string state, string place)
    {
        var broken = 0;
        foreach (var bar in States[state](Enum.Parse<Place>(place)))
        {
            Console.WriteLine(bar);
            broken += bar.Holds ? 0 : 1;
        }

        return broken;
    }

    private static int RunApart(string state, Place place)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BarRun).Assembly.Location);
        }

        foreach (var argument in new[] { Option, state, place.ToString() })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
