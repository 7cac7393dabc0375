using System.Globalization;
using System.Runtime;
using Microsoft.Win32.SafeHandles;

namespace TracedLlm.Bench.Gateway.Processes;

/// <summary>
/// Answers the bench inside a gateway: it reads commands from the standard input and writes figures to the standard output. It
/// uses no JSON and no thread pool, so that it adds as little as possible to a fresh process. The gateway ends with the bench.
/// </summary>
internal static class GatewayProbe
{
    /// <summary>What an answer begins with. Other lines are the gateway's log.</summary>
    public const char Mark = '@';

    public static void Start() => new Thread(Answer) { IsBackground = true, Name = "bench-probe" }.Start();

    private static void Answer()
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var command = new byte[1];
        while (input.Read(command) > 0)
        {
            if (command[0] == 'c')
            {
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            if (command[0] != '\n')
            {
                output.Write(System.Text.Encoding.ASCII.GetBytes(Figures()));
            }
        }

        Environment.Exit(0);
    }

    private static string Figures() => string.Create(CultureInfo.InvariantCulture, $"{Mark}{(long)Environment.CpuUsage.TotalTime.TotalMicroseconds} {GC.GetTotalAllocatedBytes(precise: true)} {(long)GC.GetTotalPauseDuration().TotalMicroseconds} {GC.CollectionCount(0)} {JitInfo.GetCompiledMethodCount()} {GC.GetTotalMemory(forceFullCollection: false)}\n");
}
