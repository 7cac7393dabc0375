using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Measuring;

namespace TracedLlm.Bench.Gateway.Overloads;

/// <summary>A gateway that gets more requests than it can answer.</summary>
/// <param name="Case">What limits its capacity.</param>
/// <param name="Times">The requests, of its capacity.</param>
/// <param name="Capacity">The requests that it answers in a second, without overload.</param>
/// <param name="Load">What the load generator has seen.</param>
/// <param name="Resources">Memory and descriptors of each second.</param>
/// <param name="End">The last lines of a gateway that has ended; <see langword="null"/> if it has not ended.</param>
internal sealed record OverloadResult(string Case, int Times, double Capacity, LoadResult Load, IReadOnlyList<ResourceSample> Resources, string? End)
{
    private const double Megabyte = 1024 * 1024;

    public string Name => $"{Case}, {Times} times";

    /// <summary>The requests answered in a second, while requests came.</summary>
    public double Answered => Load.BySecond.Average();

    public double Share => Answered / Capacity;

    /// <summary>Microseconds.</summary>
    public double RefusalP50 => Load.Refusal.Percentile(0.5);

    public double RefusalP99 => Load.Refusal.Percentile(0.99);

    public double P99 => Load.Latency.Percentile(0.99);

    /// <summary>The megabytes in RAM of the second quarter of the time, and of the last. The first quarter is for pools to fill.</summary>
    public (double Before, double After) Memory => Quarters(static sample => sample.ResidentBytes / Megabyte);

    public (double Before, double After) Descriptors => Quarters(static sample => sample.Descriptors);

    private (double Before, double After) Quarters(Func<ResourceSample, double> figure)
    {
        var quarter = Resources.Count / 4;
        return quarter == 0
            ? (double.NaN, double.NaN)
            : (Medians.Median(Resources.Skip(quarter).Take(quarter).Select(figure)), Medians.Median(Resources.TakeLast(quarter).Select(figure)));
    }
}
