using TracedLlm.Cost;

namespace TracedLlm.Tests.Cost;

/// <summary>The figures are LiteLLM's, to the last bit of a double: the same file, the same usage, the same cost.</summary>
public sealed class LiteLlmFigureTests
{
    private static readonly ModelPriceTable File = ModelPriceTable.Load(Path.Combine(LiteLlmFigure.Folder, "model_prices.json"));

    [Fact]
    public void Each_cost_is_the_double_that_litellm_computes()
    {
        var figures = LiteLlmFigure.ReadAll();

        Assert.Equal(724, figures.Count);
        Assert.Empty(figures.Select(figure => FindDifference(figure, File)).OfType<string>());
    }

    [Fact]
    public void The_built_in_prices_give_the_same_costs()
    {
        var figures = LiteLlmFigure.ReadAll();

        Assert.Empty(figures.Select(figure => FindDifference(figure, ModelPriceTable.BuiltIn)).OfType<string>());
    }

    private static string? FindDifference(LiteLlmFigure figure, ModelPriceTable table)
    {
        var prices = table.FindPrices(figure.Provider, figure.Model, null);
        var cost = prices is null ? null : CostCalculator.Compute(prices, figure.Usage);
        var amounts = cost is { } known ? LiteLlmFigure.AmountsOf(known) : [];
        return amounts.SequenceEqual(figure.Amounts) ? null : $"{figure.Line} but: {string.Join('|', amounts)}";
    }
}
