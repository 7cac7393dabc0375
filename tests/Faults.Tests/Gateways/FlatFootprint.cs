namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>The allowed growth of a gateway's process between two moments without load.</summary>
internal static class FlatFootprint
{
    // Connections in pools, and those whose end the kernel still awaits.
    private const int MostDescriptors = 64;

    // The thread pool adds threads on a busy machine, and removes them after twenty seconds.
    private const int MostThreads = 24;

    // The pools of buffers, and the part of the heap that the collector has not given back.
    private const int MostMebiBytes = 160;

    /// <summary>Requires that a process has not grown beyond what pools explain.</summary>
    public static void Require(ProcessFootprint before, ProcessFootprint after) => Assert.True(
        after.Descriptors - before.Descriptors <= MostDescriptors
            && after.Threads - before.Threads <= MostThreads
            && after.MebiBytes - before.MebiBytes <= MostMebiBytes,
        $"before: {before}; after: {after}");
}
