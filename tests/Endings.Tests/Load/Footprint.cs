using System.Diagnostics;

namespace TracedLlm.Endings.Tests.Load;

/// <summary>The resources of the process while no request is in progress.</summary>
/// <param name="HeapBytes">The managed heap after a full collection.</param>
/// <param name="Threads">The threads of the process, including the runtime's threads.</param>
internal readonly record struct Footprint(long HeapBytes, int Threads)
{
    public static Footprint Measure()
    {
        Collect();
        using var process = Process.GetCurrentProcess();
        return new(GC.GetTotalMemory(forceFullCollection: true), process.Threads.Count);
    }

    /// <summary>Collects twice, because finalizers release objects.</summary>
    public static void Collect()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
