namespace TracedLlm.Bench.Micro.Methods;

/// <summary>What a call allocates, exactly.</summary>
internal static class AllocatedBytes
{
    private const int WarmUpCalls = 200;
    private const int Calls = 100;
    private const int Attempts = 5;

    /// <summary>Bytes that one call of <paramref name="call"/> allocates on this thread, once everything is compiled and pooled.</summary>
    public static double Of(Func<int> call)
    {
        // A gateway has none; with that of a test runner, continuations would leave this thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Repeat(call, WarmUpCalls);

            // What the runtime itself allocates now and then, for a method compiled again, is not the call's.
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
