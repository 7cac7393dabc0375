using TracedLlm.Cost;

namespace TracedLlm.Tests.Cost;

/// <summary>A cost is written as Python writes it, by <c>repr</c>.</summary>
public sealed class CostTextTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(2, "2.0")]
    [InlineData(0.0125, "0.0125")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.000015, "1.5e-05")]
    [InlineData(3.5000000000000004e-05, "3.5000000000000004e-05")]
    [InlineData(1e-10, "1e-10")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    public void A_cost_is_written_as_python_does(double cost, string text) => Assert.Equal(text, CostText.Format(cost));
}
