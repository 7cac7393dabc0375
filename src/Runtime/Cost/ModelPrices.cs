using System.Collections.Frozen;
using TracedLlm.Cost;

namespace TracedLlm;

/// <summary>
/// The prices of one model, in USD for one unit, under the names of LiteLLM's price file: <c>input_cost_per_token</c>,
/// <c>cache_read_input_token_cost</c>, <c>output_cost_per_token_above_200k_tokens</c>, <c>input_cost_per_token_priority</c>, …
/// A price inside an object has the object's name before it: <c>search_context_cost_per_query.search_context_size_medium</c>.
/// <c>docs/cost.md</c> lists the names and says how a cost is computed.
/// </summary>
public sealed class ModelPrices
{
    private readonly FrozenDictionary<string, double> _prices;

    // Made when a tier is first used: most models are only called at the standard one. Two threads may make the same.
    private readonly TierPrices?[] _tiers = new TierPrices?[ServiceTiers.Count];

    /// <summary>Creates the prices. Names that are no prices are left out.</summary>
    /// <param name="prices">The prices, each by its name.</param>
    /// <exception cref="ArgumentException">A price is negative, or no finite number.</exception>
    public ModelPrices(IEnumerable<KeyValuePair<string, double>> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var known = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, price) in prices)
        {
            if (IsPriceName(name))
            {
                known[name] = price is >= 0 and < double.PositiveInfinity
                    ? price
                    : throw new ArgumentException($"The price '{name}' is {price}: write a number of USD that is not negative.", nameof(prices));
            }
        }

        _prices = known.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether the runtime computes costs with prices of this name.</summary>
    /// <param name="name">The name.</param>
    public static bool IsPriceName(string name) => PriceNames.IsKnown(name);

    /// <summary>A price; <see langword="null"/> if it is not known.</summary>
    /// <param name="name">Its name.</param>
    public double? Find(string name) => _prices.TryGetValue(name, out var price) ? price : null;

    /// <summary>Whether no price is known.</summary>
    internal bool IsEmpty => _prices.Count == 0;

    internal IEnumerable<string> Names => _prices.Keys;

    /// <summary>The prices of tokens at a service tier.</summary>
    internal TierPrices AtTier(ServiceTier tier) => _tiers[(int)tier] ??= new TierPrices(this, tier);
}
