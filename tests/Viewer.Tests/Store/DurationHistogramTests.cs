using FsCheck;
using FsCheck.Fluent;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Tests.Store;

public sealed class DurationHistogramTests
{
    [Fact]
    public void A_longer_duration_has_the_same_class_or_a_higher_one()
    {
        Prop.ForAll(Gen.Two(Gen.Choose(0, int.MaxValue)).ToArbitrary(), pair =>
        {
            var (shorter, longer) = (TimeSpan.FromTicks(Math.Min(pair.Item1, pair.Item2)), TimeSpan.FromTicks(Math.Max(pair.Item1, pair.Item2)));
            Assert.True(DurationHistogram.ClassOf(shorter) <= DurationHistogram.ClassOf(longer));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_percentile_is_in_the_class_of_the_duration_at_its_rank()
    {
        Prop.ForAll(Gen.NonEmptyListOf(Gen.Choose(0, 100_000)).ToArbitrary(), milliseconds =>
        {
            var histogram = new DurationHistogram();
            foreach (var one in milliseconds)
            {
                histogram.Add(TimeSpan.FromMilliseconds(one));
            }

            var ranked = milliseconds.Order().ToList();
            Assert.Equal(
                DurationHistogram.ClassOf(TimeSpan.FromMilliseconds(ranked[(int)Math.Ceiling(ranked.Count * 0.95) - 1])),
                histogram.PercentileClass(0.95));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_removed_duration_does_not_count()
    {
        var histogram = new DurationHistogram();
        histogram.Add(TimeSpan.FromSeconds(1));
        histogram.Add(TimeSpan.FromSeconds(60));

        histogram.Remove(TimeSpan.FromSeconds(60));

        Assert.Equal((1, DurationHistogram.ClassOf(TimeSpan.FromSeconds(1))), (histogram.Count, histogram.PercentileClass(1)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Every_duration_has_a_class(long ticks) => Assert.InRange(DurationHistogram.ClassOf(TimeSpan.FromTicks(ticks)), 0, 511);
}
