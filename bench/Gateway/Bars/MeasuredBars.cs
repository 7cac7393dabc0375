namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>Bars of modes that may have failed.</summary>
internal static class MeasuredBars
{
    /// <summary>The bars up to one that needs a mode that was not measured; that one does not hold.</summary>
    public static IReadOnlyList<Bar> Measure(string group, Func<IEnumerable<Bar>> measure)
    {
        var bars = new List<Bar>();
        try
        {
            foreach (var bar in measure())
            {
                bars.Add(bar);
            }
        }
        catch (BenchException exception)
        {
            bars.Add(new($"{group}: {exception.Message}", double.NaN, 0, 0, ""));
        }

        return bars;
    }
}
