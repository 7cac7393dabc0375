namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// Measures the processor time of calls in blocks that are long enough for garbage collections, with nothing left to collect at their
/// beginning: the collector's work for what a call leaves behind counts for that call. The median of the rounds' blocks counts.
/// </summary>
internal static class BlockTiming
{
    private const int Rounds = 25;
    private const int CallsOfBlock = 12;

    /// <summary>The milliseconds of processor time of one call, for each of <paramref name="calls"/>.</summary>
    public static double[] Measure(params Func<int>[] calls)
    {
        var times = calls.Select(static _ => new double[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var turn = 0; turn < calls.Length; turn++)
            {
                // In changing order.
                var index = (round + turn) % calls.Length;
                times[index][round] = Time(calls[index]);
            }
        }

        return [.. times.Select(static rounds => rounds.Order().ElementAt(Rounds / 2))];
    }

    private static double Time(Func<int> call)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var start = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < CallsOfBlock; i++)
        {
            call();
        }

        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / CallsOfBlock;
    }
}
