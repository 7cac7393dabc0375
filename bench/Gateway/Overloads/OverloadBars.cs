using System.Globalization;

namespace TracedLlm.Bench.Gateway.Overloads;

/// <summary>A gateway that is asked for too much does not end, and serves what it can.</summary>
internal static class OverloadBars
{
    /// <summary>Four fifths of the capacity are answered.</summary>
    private const double MostLost = 0.2;

    /// <summary>A refusal comes within milliseconds.</summary>
    private const double MostMilliseconds = 10;

    /// <summary>What is flat differs by its noise: collections, and connections that come and go.</summary>
    private const double MostGrowth = 1.1;

    public static IEnumerable<Bar> Measure(OverloadResult result)
    {
        yield return new($"{result.Name}: gateways that have ended", result.End is null ? 0 : 1, 0, 0, "");
        yield return new($"{result.Name}: part of the capacity ({result.Capacity.ToString("0", CultureInfo.InvariantCulture)}/s) not answered", 1 - result.Share, MostLost, 0, "");
        yield return new($"{result.Name}: requests sent without answer or refusal", result.Load.Failed - result.Load.Unsent, 0, 0, "");
        yield return new($"{result.Name}: time to a refusal, p50", result.RefusalP50 / 1000, MostMilliseconds, 0, "ms");
        yield return new($"{result.Name}: memory at the end, of that before", result.Memory.After / result.Memory.Before, MostGrowth, 0, "x");
        yield return new($"{result.Name}: descriptors at the end, of those before", result.Descriptors.After / result.Descriptors.Before, MostGrowth, 0, "x");
    }
}
