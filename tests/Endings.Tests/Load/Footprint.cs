using System.Diagnostics;

namespace TracedLlm.Endings.Tests.Load;

/// <summary>What the process holds once nothing is under way.</summary>
/// <param name="HeapBytes">The managed heap, when all that is unreachable has been collected.</param>
/// <param name="Threads">The threads of the process, those of the runtime included.</param>
internal readonly record struct Footprint(long HeapBytes, int Threads)
{
    public static Footprint Measure()
    {
        Collect();
        using var process = Process.GetCurrentProcess();
        return new(GC.GetTotalMemory(forceFullCollection: true), process.Threads.Count);
    }

    /// <summary>Collects, and once more what finalizers have let go of.</summary>
    public static void Collect()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
