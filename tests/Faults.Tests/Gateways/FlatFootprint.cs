using TracedLlm.Testing.Waiting;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>The allowed growth of a gateway's process between two moments without load.</summary>
internal static class FlatFootprint
{
    // Connections in pools, and those whose end the kernel still awaits.
    private const int MostDescriptors = 64;

    // The thread pool's, which it adds on a busy machine and removes after twenty seconds.
    private const int MostThreads = 24;

    // The pools of buffers, and the part of the heap that the collector has not given back.
    private const int MostMebiBytes = 160;

    /// <summary>Requires that a process has not grown beyond what pools explain.</summary>
    public static void Require(ProcessFootprint before, ProcessFootprint after) => Assert.True(IsFlat(before, after), $"before: {before}; after: {after}");

    /// <summary>Waits until a gateway has given back what a busy machine made its pools add, and requires that it has not grown beyond that.</summary>
    /// <returns>The footprint then.</returns>
    public static async Task<ProcessFootprint> RequireAsync(ProcessFootprint before, FaultGateway gateway)
    {
        var after = gateway.Footprint;
        await Eventually.BecomesTrueAsync(() => IsFlat(before, after = gateway.Footprint), () => $"before: {before}; after: {after}");
        return after;
    }

    private static bool IsFlat(ProcessFootprint before, ProcessFootprint after) =>
        after.Descriptors - before.Descriptors <= MostDescriptors
        && after.Threads - before.Threads <= MostThreads
        && after.MebiBytes - before.MebiBytes <= MostMebiBytes;
}
