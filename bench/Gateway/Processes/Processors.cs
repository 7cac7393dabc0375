using System.Globalization;

namespace TracedLlm.Bench.Gateway.Processes;

/// <summary>Which processors the gateway and the instruments run on: apart, if there are more than two.</summary>
internal static class Processors
{
    private const int Fewest = 3;

    // taskset also sets the threads that exist, unlike Process.ProcessorAffinity.
    private static readonly bool Pins = Environment.ProcessorCount >= Fewest && File.Exists("/usr/bin/taskset");

    /// <summary>The gateway's two processors, as taskset writes them; null without pinning.</summary>
    public static string? Gateway => Pins ? Range(0, Math.Min(2, Environment.ProcessorCount - 1) - 1) : null;

    /// <summary>The processors of load, provider and sink.</summary>
    public static string? Instruments => Pins ? Range(Math.Min(2, Environment.ProcessorCount - 1), Environment.ProcessorCount - 1) : null;

    /// <summary>A sentence for the report.</summary>
    public static string Description => Pins
        ? $"{Environment.ProcessorCount} processors: the gateway on {Gateway}, load, provider and sink on {Instruments}"
        : $"{Environment.ProcessorCount} processors, shared by the gateway, load, provider and sink";

    private static string Range(int first, int last) =>
        first == last ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
}
