using System.Diagnostics;
using System.Globalization;
using TracedLlm.Bench.Micro.Tracing;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>Measures all bars, a line each.</summary>
internal static class BarRun
{
    /// <summary>The program's exit code: 0 if all bars hold.</summary>
    public static int Run(TextWriter output) => Run(output, Bars());

    /// <summary>Those of the payload readers alone.</summary>
    public static int RunPayloads(TextWriter output) => Run(output, PayloadBars.Measure());

    private static int Run(TextWriter output, IEnumerable<Bar> bars)
    {
        var start = Stopwatch.GetTimestamp();
        var (all, broken) = (0, 0);
        output.WriteLine(Bar.Header);
        foreach (var bar in bars)
        {
            output.WriteLine(bar);
            all++;
            broken += bar.Holds ? 0 : 1;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        output.WriteLine($"{all - broken} of {all} bars hold ({seconds} s)");
        return broken == 0 ? 0 : 1;
    }

    private static IEnumerable<Bar> Bars()
    {
        var places = Enum.GetValues<Place>();
        return places.SelectMany(NobodyListeningBars.Measure)
            .Concat(places.SelectMany(UnsampledBars.Measure))
            .Concat(places.SelectMany(SampledBars.Measure))
            .Concat(places.SelectMany(StreamBars.Measure))
            .Concat(PayloadBars.Measure());
    }
}
