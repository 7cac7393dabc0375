namespace TracedLlm.Cost;

/// <summary>A computed cost, in USD. A part that is not known is <see langword="null"/>.</summary>
/// <param name="Input">The input, with <paramref name="CacheRead"/> and <paramref name="CacheCreation"/>.</param>
/// <param name="Output">The output.</param>
/// <param name="CacheRead">What was read from the provider's cache; <see langword="null"/> if nothing was.</param>
/// <param name="CacheCreation">What was written to the provider's cache; <see langword="null"/> if nothing was.</param>
/// <param name="Tools">The web searches of the provider; 0 if there were none.</param>
internal readonly record struct CallCost(double? Input, double? Output, double? CacheRead = null, double? CacheCreation = null, double Tools = 0)
{
    /// <summary>The whole cost.</summary>
    public double Total => (Input ?? 0) + (Output ?? 0) + Tools;

    /// <summary>Whether the cost is an amount of money: counts that a provider reports may have any size.</summary>
    public bool IsFinite => double.IsFinite(Total);
}
