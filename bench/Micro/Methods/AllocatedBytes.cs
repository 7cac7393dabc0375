namespace TracedLlm.Bench.Micro.Methods;

/// <summary>Measures the exact allocations of a call.</summary>
internal static class AllocatedBytes
{
    private const int WarmUpCalls = 200;
    private const int Calls = 100;
    private const int Attempts = 5;

    /// <summary>The bytes that one call allocates on this thread after compilation and pooling.</summary>
    public static double PerCall(Func<int> call)
    {
        // A gateway has no synchronization context; with a test runner's context, continuations would leave this thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Repeat(call, WarmUpCalls);

            // The runtime sometimes allocates itself, for example to recompile a method; the minimum leaves that out.
            var least = long.MaxValue;
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Repeat(call, Calls);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return (double)least / Calls;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static void Repeat(Func<int> call, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            call();
        }
    }
}
