using System.Globalization;

namespace BillingWorkers.Usage;

/// <summary>Dollars for a million tokens.</summary>
public sealed class PriceList
{
    private readonly Dictionary<string, (decimal Input, decimal Output)> _prices = new(StringComparer.OrdinalIgnoreCase);

    public PriceList(IConfiguration configuration)
    {
        foreach (var model in configuration.GetSection("Prices").GetChildren())
        {
            _prices[model.Key] = (Read(model["Input"]), Read(model["Output"]));
        }

        static decimal Read(string? text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var price) ? price : 0;
    }

    public decimal Of(in UsageRecord usage)
    {
        var (input, output) = _prices.GetValueOrDefault(usage.Model);
        return ((usage.Input * input) + (usage.Output * output)) / 1_000_000m;
    }
}
