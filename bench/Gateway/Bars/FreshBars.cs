using TracedLlm.Bench.Gateway.Measuring;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>What tracing costs a young process.</summary>
internal static class FreshBars
{
    /// <summary>A third of the 1,550 methods that one chat route had compiled when this bar was set.</summary>
    private const int MostMethods = 516;

    /// <summary>No second slower than four fifths of the same second without tracing.</summary>
    private const double MostSlower = 1.25;

    public static IEnumerable<Bar> Measure(IReadOnlyList<FreshResult> fresh, JittedMethods all, JittedMethods off)
    {
        var (none, traced) = (fresh[0], fresh[1]);
        yield return new("fresh: methods of the library jitted for one chat route", all.Library, MostMethods, 0, "");
        yield return new("fresh: methods of the exporter jitted without a callback", off.Export, 0, 0, "");
        var slowest = Enumerable.Range(0, none.BySecond.Count).MaxBy(second => none.BySecond[second] / Math.Max(1, traced.BySecond[second]));
        yield return new($"fresh: the slowest second ({slowest + 1}), requests without tracing over requests with it", none.BySecond[slowest] / Math.Max(1, traced.BySecond[slowest]), MostSlower, 1, "x");
        yield return new("fresh: seconds until 95 % of the speed, of those without tracing", traced.WarmAfter / none.WarmAfter, 1.2, 1, "x");
        yield return new("fresh: part of 3,000 requests/s not answered", 1 - traced.Answered, 1 - none.Answered, 1 - none.Answered, "");
    }
}
