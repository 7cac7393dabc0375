using System.Numerics;

namespace TracedLlm.Viewer.Store;

/// <summary>Counts durations in classes whose width is an eighth of their beginning, so that a percentile is known without sorting. Not safe for concurrent use.</summary>
internal sealed class DurationHistogram
{
    private const int Parts = 8;
    private const int PartBits = 3;

    private readonly int[] _counts = new int[64 * Parts];

    /// <summary>How many durations are counted.</summary>
    public int Count { get; private set; }

    public void Add(TimeSpan duration) => Change(duration, 1);

    public void Remove(TimeSpan duration) => Change(duration, -1);

    /// <summary>The class of a duration; a longer duration has the same class or a higher one.</summary>
    public static int ClassOf(TimeSpan duration)
    {
        var ticks = (ulong)Math.Max(duration.Ticks, 0) + Parts;
        var power = BitOperations.Log2(ticks);
        return (power * Parts) + (int)((ticks >> (power - PartBits)) & (Parts - 1));
    }

    /// <summary>The class that the percentile is in.</summary>
    /// <param name="share">The part of the durations that are not longer, from 0 to 1.</param>
    public int PercentileClass(double share)
    {
        var left = (int)Math.Ceiling(Count * share);
        for (var number = 0; number < _counts.Length; number++)
        {
            left -= _counts[number];
            if (left <= 0)
            {
                return number;
            }
        }

        return _counts.Length - 1;
    }

    private void Change(TimeSpan duration, int by)
    {
        _counts[ClassOf(duration)] += by;
        Count += by;
    }
}
