using System.Text.Json.Serialization;

namespace TracedLlm.Bench.Gateway.Load;

/// <summary>Times in classes of 1 %, so that the times of several rounds can be added up.</summary>
internal sealed class Histogram
{
    private static readonly double Width = Math.Log(1.01);

    private readonly SortedDictionary<int, long> _counts = [];

    /// <summary>Pairs of a class and its number of times.</summary>
    [JsonInclude]
    public long[] Classes
    {
        get => [.. _counts.SelectMany(static pair => new[] { pair.Key, pair.Value })];
        init
        {
            for (var index = 0; index < value.Length; index += 2)
            {
                _counts[(int)value[index]] = value[index + 1];
            }
        }
    }

    [JsonIgnore]
    public long Count => _counts.Values.Sum();

    public static Histogram Sum(IEnumerable<Histogram> histograms)
    {
        var sum = new Histogram();
        foreach (var (key, count) in histograms.SelectMany(static histogram => histogram._counts))
        {
            sum._counts[key] = sum._counts.GetValueOrDefault(key) + count;
        }

        return sum;
    }

    /// <summary>Adds a time, in nanoseconds.</summary>
    public void Add(double nanoseconds)
    {
        var key = (int)(Math.Log(Math.Max(nanoseconds, 1)) / Width);
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_live, key, out _)++;
    }

    // What is added, apart from what is sorted: a sorted tree is too slow for a hundred thousand events a second.
    private readonly Dictionary<int, long> _live = [];

    /// <summary>Makes what was added visible.</summary>
    public Histogram Close()
    {
        foreach (var (key, count) in _live)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + count;
        }

        _live.Clear();
        return this;
    }

    /// <summary>The time in microseconds that a part of all times does not exceed; NaN without times.</summary>
    public double Percentile(double part)
    {
        var rank = (long)Math.Ceiling(part * Count);
        var seen = 0L;
        foreach (var (key, count) in _counts)
        {
            seen += count;
            if (seen >= rank)
            {
                return Math.Exp((key + 0.5) * Width) / 1000;
            }
        }

        return double.NaN;
    }
}
