using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Tests.Sampling;

public sealed class RatioTableTests
{
    [Theory]
    [InlineData("/v1/embeddings", 0.01)]
    [InlineData("/V1/Embeddings", 0.01)]
    [InlineData("/v1/embeddings/x", 0.5)]
    [InlineData("/v1/models/{model}:generateContent", 0.25)]
    [InlineData("/v2", null)]
    [InlineData("v1/embeddings", 0.01)]
    [InlineData("v1/messages", 0.5)]
    [InlineData(null, null)]
    public void The_first_row_that_fits_counts(string? name, double? ratio) =>
        Assert.Equal(ratio, new RatioTable(["/v1/embeddings=0.01", "/v1/models/{model}:generateContent=2.5e-1", "/v1/* = 0.5", "/v1/embeddings=1"]).Find(name));

    [Fact]
    public void A_row_without_a_pattern_that_fits_is_unused() => Assert.Equal(
        ["/v1/mesages", "/v2/*"],
        new RatioTable(["/v1/messages=0.1", "/v1/mesages=0.1", "v1/embeddings=1", "/v1/*=0.5", "/v2/*=0.5", "*=1"]).FindUnused(["/v1/messages", "v1/embeddings"]));

    [Theory]
    [InlineData("/v1=0", true)]
    [InlineData("/v1=1", true)]
    [InlineData("*=0.5", true)]
    [InlineData("/v1=1.1", false)]
    [InlineData("/v1=-0.1", false)]
    [InlineData("/v1=0,5", false)]
    [InlineData("/v1=NaN", false)]
    [InlineData("/v1", false)]
    [InlineData("=0.5", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_row_has_a_name_and_a_ratio(string? row, bool isRow) => Assert.Equal(isRow, RatioTable.IsRow(row));
}
