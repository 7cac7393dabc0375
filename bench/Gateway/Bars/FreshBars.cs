using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>What tracing costs in the first seconds of a process.</summary>
internal static class FreshBars
{
    /// <summary>A third of the 1,550 methods that one chat route had compiled when this bar was set.</summary>
    private const int MostMethods = 516;

    /// <summary>No second slower than four fifths of the same second without tracing.</summary>
    private const double MostSlower = 1.25;

    /// <summary>Exact counts: no load and no other program changes them.</summary>
    public static IEnumerable<Bar> MeasureMethods(Instruments instruments)
    {
        var (all, off) = (JittedMethods.Count(instruments, GatewayModes.All), JittedMethods.Count(instruments, GatewayModes.Off));
        yield return new("fresh: methods of the library jitted for one chat route", all.Library, MostMethods, 0, "");
        yield return new("fresh: methods of the exporter jitted without a callback", off.Export, 0, 0, "");
    }

    public static IEnumerable<Bar> MeasureSpeed(IReadOnlyList<FreshResult> fresh)
    {
        var (none, traced) = (Find(GatewayModes.None), Find(GatewayModes.All));
        var slowest = Enumerable.Range(0, none.BySecond.Count).MaxBy(second => none.BySecond[second] / Math.Max(1, traced.BySecond[second]));
        yield return new($"fresh: the slowest second ({slowest + 1}), requests without tracing over requests with it", none.BySecond[slowest] / Math.Max(1, traced.BySecond[slowest]), MostSlower, 1, "x");
        yield return new("fresh: seconds until 95 % of the speed, of those without tracing", traced.WarmAfter / none.WarmAfter, 1.2, 1, "x");
        yield return new("fresh: part of 3,000 requests/s not answered", 1 - traced.Answered, 1 - none.Answered, 1 - none.Answered, "");

        FreshResult Find(GatewayMode mode) => fresh.FirstOrDefault(result => result.Mode == mode.Name)
            ?? throw new BenchException($"The mode '{mode.Name}' was not measured in its first seconds.");
    }
}
