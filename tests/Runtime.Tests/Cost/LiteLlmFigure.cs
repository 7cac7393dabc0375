using System.Globalization;
using TracedLlm.Cost;

namespace TracedLlm.Tests.Cost;

/// <summary>A row of <c>expected_costs.txt</c>: what LiteLLM's formulas give for a usage by the entry of a model in its price file.</summary>
internal sealed record LiteLlmFigure(string Line, string Provider, string Model, BilledUsage Usage, double?[] Amounts)
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cost");

    public static IReadOnlyList<LiteLlmFigure> ReadAll() =>
        [.. File.ReadLines(Path.Combine(Folder, "expected_costs.txt")).Skip(1).Select(Parse)];

    /// <summary>Total, input, output, cache read and cache creation.</summary>
    public static double?[] AmountsOf(CallCost cost) => [cost.Total, cost.Input, cost.Output, cost.CacheRead, cost.CacheCreation];

    private static LiteLlmFigure Parse(string line)
    {
        var fields = line.Split('|');
        var usage = new BilledUsage
        {
            Tier = ServiceTiers.Find(fields[2]),
            IsThresholdInclusive = PricedProviders.IsThresholdInclusive(fields[0]),
        };
        foreach (var count in fields[3].Split(' '))
        {
            var (name, text) = (count.Split('=')[0], count.Split('=')[1]);
            usage = name switch
            {
                "input" => usage with { Input = long.Parse(text, CultureInfo.InvariantCulture) },
                "output" => usage with { Output = long.Parse(text, CultureInfo.InvariantCulture) },
                "read" => usage with { CacheRead = long.Parse(text, CultureInfo.InvariantCulture) },
                "write" => usage with { CacheCreation = long.Parse(text, CultureInfo.InvariantCulture) },
                "hour" => usage with { OneHourCacheCreation = long.Parse(text, CultureInfo.InvariantCulture) },
                "reasoning" => usage with { Reasoning = long.Parse(text, CultureInfo.InvariantCulture) },
                "audio_in" => usage with { AudioInput = long.Parse(text, CultureInfo.InvariantCulture) },
                "audio_out" => usage with { AudioOutput = long.Parse(text, CultureInfo.InvariantCulture) },
                "seconds" => usage with { AudioSeconds = double.Parse(text, CultureInfo.InvariantCulture) },
                "units" => usage with { SearchUnits = long.Parse(text, CultureInfo.InvariantCulture), IsRerank = true },
                "fast" => usage with { IsFast = text == "true" },
                _ => throw new InvalidDataException($"expected_costs.txt: there is no count '{name}' in: {line}"),
            };
        }

        return new(line, fields[0], fields[1], usage, [.. fields[4..].Select(text => text == "-" ? (double?)null : double.Parse(text, CultureInfo.InvariantCulture))]);
    }
}
