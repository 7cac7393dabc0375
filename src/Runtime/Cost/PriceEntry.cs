namespace TracedLlm.Cost;

/// <summary>A model in a price file.</summary>
/// <param name="Provider">The provider; <see langword="null"/> if the entry names none.</param>
/// <param name="Prices">The prices.</param>
internal readonly record struct PriceEntry(string? Provider, ModelPrices Prices);
