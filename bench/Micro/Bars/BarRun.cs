using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// Measures all bars, a line each. Each group runs in a process of its own, as a gateway stays in one state: the compiler
/// lays code out for what it has seen, and would favour the state that came first.
/// </summary>
internal static class BarRun
{
    public const string Option = "--bars";

    private static readonly Dictionary<string, Func<IEnumerable<Bar>>> Groups = Enum.GetValues<Place>()
        .SelectMany(place => new (string Name, Func<IEnumerable<Bar>> Measure)[]
        {
            ($"nobody-{place}", () => NobodyListeningBars.Measure(place)),
            ($"unsampled-{place}", () => UnsampledBars.Measure(place)),
            ($"sampled-{place}", () => SampledBars.Measure(place)),
            ($"stream-{place}", () => StreamBars.Measure(place)),
        })
        .Append(("payloads", PayloadBars.Measure))
        .Append(("readers", ReaderBars.Measure))
        .Append(("taps", TapBars.Measure))
        .Append(("relay", RelayBars.Measure))
        .Append(("encoding", EncodingBars.Measure))
        .Append(("sending", SendingBars.Measure))
        .Append(("hand-over", HandOverBars.Measure))
        .ToDictionary(group => group.Item1, group => group.Item2);

    /// <summary>What a group may be called.</summary>
    public static IEnumerable<string> Names => Groups.Keys;

    /// <summary>All bars; the program's exit code is 0 if they hold.</summary>
    public static int Run()
    {
        var start = Stopwatch.GetTimestamp();
        Console.WriteLine(Bar.Header);
        var broken = Groups.Keys.Sum(RunApart);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        Console.WriteLine(broken == 0 ? $"All bars hold ({seconds} s)" : $"{broken} bars do not hold ({seconds} s)");
        return broken == 0 ? 0 : 1;
    }

    /// <summary>The bars of one group; the exit code is how many do not hold.</summary>
    public static int Run(string group)
    {
        if (!Groups.TryGetValue(group, out var measure))
        {
            Console.Error.WriteLine($"There is no group '{group}'; there are {string.Join(", ", Names)}.");
            return 2;
        }

        var broken = 0;
        foreach (var bar in measure())
        {
            Console.WriteLine(bar);
            broken += bar.Holds ? 0 : 1;
        }

        return broken;
    }

    private static int RunApart(string group)
    {
        using var process = Process.Start(OwnProgram.Start(Option, group))!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
