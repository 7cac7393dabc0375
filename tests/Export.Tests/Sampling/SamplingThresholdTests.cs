using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Tests.Sampling;

public sealed class SamplingThresholdTests
{
    // The table of the specification, and OpenTelemetry's Collector:
    // https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
    [Theory]
    [InlineData(1, "0")]
    [InlineData(2, "0")]
    [InlineData(0.5, "8")]
    [InlineData(0.25, "c")]
    [InlineData(0.75, "4")]
    [InlineData(0.125, "e")]
    [InlineData(0.0625, "f")]
    [InlineData(0.01, "fd70a3d70a3d71")]
    public void A_ratio_is_stated_as_the_threshold_of_the_specification(double ratio, string text) =>
        Assert.Equal(text, SamplingThreshold.FromRatio(ratio).Text);

    [Theory]
    [InlineData("0", 1)]
    [InlineData("8", 0.5)]
    [InlineData("c0", 0.25)]
    [InlineData("fd70a3d70a3d71", 0.01)]
    public void A_stated_threshold_is_read(string text, double ratio) => Assert.Equal(ratio, SamplingThreshold.Parse(text)!.Value.Ratio, 12);

    [Theory]
    [InlineData("")]
    [InlineData("g")]
    [InlineData("-1")]
    [InlineData("0x8")]
    [InlineData("123456789012345")]
    public void A_malformed_threshold_is_none(string text) => Assert.Null(SamplingThreshold.Parse(text));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void No_trace_is_in_the_part_of_nothing(double ratio) => Assert.False(SamplingThreshold.FromRatio(ratio).Includes(SamplingThreshold.Limit - 1));

    [Fact]
    public void The_smallest_ratio_keeps_one_trace_and_the_largest_keeps_all()
    {
        Assert.True(SamplingThreshold.FromRatio(double.Epsilon).Includes(SamplingThreshold.Limit - 1));
        Assert.False(SamplingThreshold.FromRatio(double.Epsilon).Includes(SamplingThreshold.Limit - 2));
        Assert.True(SamplingThreshold.All.Includes(0));
    }
}
