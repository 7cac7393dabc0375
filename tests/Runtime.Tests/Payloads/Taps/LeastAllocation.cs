namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>The allocations of a call after compilation and pooling.</summary>
internal static class LeastAllocation
{
    private const int Attempts = 20;
    private const int Calls = 100;

    /// <summary>The fewest bytes of many attempts: the runtime itself allocates now and then.</summary>
    public static long Measure(Action call)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
