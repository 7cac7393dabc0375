using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Tests.Sampling;

public sealed class SamplingStateTests
{
    [Theory]
    [InlineData(null, "ot=th:8;rv:00000000000001")]
    [InlineData("", "ot=th:8;rv:00000000000001")]
    [InlineData("a=b,c=d", "ot=th:8;rv:00000000000001,a=b,c=d")]
    [InlineData("a=b,ot=th:c;p:3;rv:ffffffffffffff,c=d", "ot=th:8;rv:00000000000001;p:3,a=b,c=d")]
    [InlineData("not=th:c", "ot=th:8;rv:00000000000001,not=th:c")]
    public void Threshold_and_randomness_replace_those_of_the_caller(string? state, string expected) =>
        Assert.Equal(expected, SamplingState.Write(state, SamplingThreshold.FromRatio(0.5), 1));

    [Theory]
    [InlineData(null, null)]
    [InlineData("a=b", "a=b")]
    [InlineData("ot=th:c", null)]
    [InlineData("a=b, ot=p:3;th:c", "ot=p:3,a=b")]
    public void Without_a_threshold_of_the_gateway_that_of_the_caller_goes(string? state, string? expected) =>
        Assert.Equal(expected, SamplingState.Write(state, null, null));

    [Fact]
    public void The_number_of_entries_stays_within_the_bound_of_the_specification()
    {
        var state = string.Join(',', Enumerable.Range(0, 32).Select(number => $"k{number}=v"));

        var written = SamplingState.Write(state, SamplingThreshold.All, null)!.Split(',');

        Assert.Equal((32, "ot=th:0", "k30=v"), (written.Length, written[0], written[^1]));
    }

    [Theory]
    [InlineData("ot=rv:0123456789abcd", 0x0123456789abcdUL)]
    [InlineData("a=b,ot=th:8;rv:00000000000001", 1UL)]
    [InlineData("ot=rv:123", null)]
    [InlineData("ot=rv:0123456789abcx", null)]
    [InlineData("a=rv:0123456789abcd", null)]
    [InlineData(null, null)]
    public void The_randomness_of_a_caller_is_read(string? state, ulong? expected) => Assert.Equal(expected, SamplingState.FindRandomness(state));
}
