using System.Globalization;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>What a process holds of the machine.</summary>
/// <param name="Descriptors">Open files and sockets.</param>
/// <param name="Threads">Threads, the runtime's own included.</param>
/// <param name="MebiBytes">Resident memory.</param>
internal readonly record struct ProcessFootprint(int Descriptors, int Threads, long MebiBytes)
{
    /// <summary>Reads the footprint of a process from /proc.</summary>
    public static ProcessFootprint Read(int process)
    {
        var status = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"));
        return new(
            Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd")).Length,
            (int)Number(status, "Threads:"),
            Number(status, "VmRSS:") / 1024);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Descriptors} descriptors, {Threads} threads, {MebiBytes} MiB");

    private static long Number(string[] status, string name) => long.Parse(
        status.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
