using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// Measures all bars and prints a line for each. Each group runs in its own process, because a gateway stays in one state: the
/// just-in-time compiler optimises code for the first state that it sees, which would favour that state.
/// </summary>
internal static class BarRun
{
    public const string Option = "--bars";

    private static readonly Dictionary<string, Func<IEnumerable<Bar>>> Groups = Enum.GetValues<Place>()
        .SelectMany(place => new (string Name, Func<IEnumerable<Bar>> Measure)[]
        {
            ($"no-listener-{place}", () => NoListenerBars.Measure(place)),
            ($"unsampled-{place}", () => UnsampledBars.Measure(place)),
            ($"sampled-{place}", () => SampledBars.Measure(place)),
            ($"stream-{place}", () => StreamBars.Measure(place)),
        })
        .Append(("payloads", PayloadBars.Measure))
        .Append(("readers", ReaderBars.Measure))
        .Append(("taps", TapBars.Measure))
        .Append(("encoding", EncodingBars.Measure))
        .Append(("sending", SendingBars.Measure))
        .Append(("span-end", SpanEndBars.Measure))
        .Append(("viewer", ViewerBars.Measure))
        .ToDictionary(group => group.Item1, group => group.Item2);

    /// <summary>The names of the groups.</summary>
    public static IEnumerable<string> Names => Groups.Keys;

    /// <summary>Measures all bars; the program's exit code is 0 if all bars hold.</summary>
    public static int Run()
    {
        var start = Stopwatch.GetTimestamp();
        Console.WriteLine(Bar.Header);
        var broken = Groups.Keys.Sum(RunApart);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        Console.WriteLine(broken == 0 ? $"All bars hold ({seconds} s)" : $"{broken} bars do not hold ({seconds} s)");
        return broken == 0 ? 0 : 1;
    }

    /// <summary>Measures one group; the exit code is the number of bars that do not hold.</summary>
    public static int Run(string group)
    {
        if (!Groups.TryGetValue(group, out var measure))
        {
            Console.Error.WriteLine($"There is no group '{group}'; there are {string.Join(", ", Names)}.");
            return 2;
        }

        return Bar.Print(measure());
    }

    private static int RunApart(string group)
    {
        using var process = Process.Start(OwnProgram.Start(Option, group))!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
