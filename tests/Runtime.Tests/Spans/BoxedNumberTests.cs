using TracedLlm.Tree;

namespace TracedLlm.Tests.Spans;

/// <summary>A number that comes again is the same object, and no other number is taken for it.</summary>
public sealed class BoxedNumberTests
{
    [Fact]
    public void A_number_is_one_object() =>

        // Tests that run at the same time may take its place, but not each time.
        Assert.Contains(Enumerable.Range(0, 100), static _ => ReferenceEquals(BoxedNumber.Get(200), BoxedNumber.Get(200)));

    [Theory]
    [InlineData(200, 712)]
    [InlineData(-1, 511)]
    [InlineData(0, int.MinValue)]
    public void Numbers_with_the_same_place_are_told_apart(int first, int second)
    {
        Assert.Equal(first, BoxedNumber.Get(first));
        Assert.Equal(second, BoxedNumber.Get(second));
        Assert.Equal(first, BoxedNumber.Get(first));
    }
}
