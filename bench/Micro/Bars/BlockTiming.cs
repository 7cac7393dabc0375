namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// Measures the processor time of calls in blocks of many collections of garbage, which come by themselves, as in a gateway: the collector's
/// work for what a call leaves behind counts for that call. A block begins with nothing to collect. The median of the rounds' blocks counts.
/// </summary>
/// <remarks>
/// In a block of few collections, those of one call come always when many spans are on their way, and those of another call when few are:
/// the difference is larger than what is measured.
/// </remarks>
internal static class BlockTiming
{
    private const int Rounds = 9;
    private const int CallsOfBlock = 80;

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
