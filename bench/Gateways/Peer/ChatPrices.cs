using System.Collections.Frozen;

namespace TracedLlm.Bench.Gateways;

/// <summary>The prices of one model, US dollars for a token.</summary>
internal sealed record ChatPrices(double Input, double Cached, double Output)
{
    private static readonly FrozenDictionary<string, ChatPrices> Models = new Dictionary<string, ChatPrices>
    {
        ["gpt-4o"] = new(2.5e-06, 1.25e-06, 1e-05),
        ["gpt-4o-2024-08-06"] = new(2.5e-06, 1.25e-06, 1e-05),
        ["gpt-4o-mini"] = new(1.5e-07, 7.5e-08, 6e-07),
        ["gpt-4o-mini-2024-07-18"] = new(1.5e-07, 7.5e-08, 6e-07),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The prices of a model; <see langword="null"/> if they are not known.</summary>
    public static ChatPrices? Find(string? model) => model is null ? null : Models.GetValueOrDefault(model);
}
