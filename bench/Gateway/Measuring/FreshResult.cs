namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>A gateway in the first seconds of its process.</summary>
/// <param name="Mode">The mode's name.</param>
/// <param name="FirstAnswer">Milliseconds from the start of the process to its first answer.</param>
/// <param name="BySecond">The answers of each second, with 32 connections.</param>
/// <param name="JittedAtFirst">Methods that the JIT had compiled at the first answer.</param>
/// <param name="Jitted">Methods that it had compiled after these seconds.</param>
/// <param name="Answered">The part of the requests that were answered when 3,000 a second came from the first second on.</param>
/// <param name="P99">Their 99th percentile, in milliseconds.</param>
/// <param name="Failure">The first failure among them.</param>
internal sealed record FreshResult(string Mode, double FirstAnswer, IReadOnlyList<double> BySecond, double JittedAtFirst, double Jitted, double Answered, double P99, string? Failure)
{
    private const double Warm = 0.95;

    /// <summary>The second from which on the gateway answers 95 % of what it answers at the end.</summary>
    public double WarmAfter
    {
        get
        {
            var end = Medians.Median(BySecond.TakeLast(3));
            return BySecond.ToList().FindIndex(second => second >= Warm * end) + 1;
        }
    }

    /// <summary>The medians of several processes.</summary>
    public static FreshResult Merge(IReadOnlyList<FreshResult> results) => new(
        results[0].Mode,
        Medians.Median(results.Select(static result => result.FirstAnswer)),
        [.. Enumerable.Range(0, results[0].BySecond.Count).Select(second => Medians.Median(results.Select(result => result.BySecond[second])))],
        Medians.Median(results.Select(static result => result.JittedAtFirst)),
        Medians.Median(results.Select(static result => result.Jitted)),
        results.Min(static result => result.Answered),
        Medians.Median(results.Select(static result => result.P99)),
        results.Select(static result => result.Failure).FirstOrDefault(static failure => failure is not null));
}
