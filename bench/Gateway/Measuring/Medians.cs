namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Medians.</summary>
internal static class Medians
{
    /// <summary>The median; of an even number of values the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
