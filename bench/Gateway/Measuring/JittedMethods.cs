using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>The library's own methods that the JIT compiles for the first request to a route.</summary>
/// <param name="Library">All methods of the library.</param>
/// <param name="Export">Those of the exporter.</param>
internal readonly record struct JittedMethods(int Library, int Export)
{
    private const string OfLibrary = " TracedLlm.";
    private const string OfBench = " TracedLlm.Bench.";
    private const string OfExport = " TracedLlm.Export.";

    /// <summary>Starts a gateway whose JIT lists what it compiles, and sends a request.</summary>
    public static JittedMethods Count(Instruments instruments, GatewayMode mode)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tracedllm-bench-{Guid.NewGuid():N}.jit");
        try
        {
            using (var gateway = new GatewayProcess(mode, instruments, ("DOTNET_JitStdOutFile", file), ("DOTNET_JitDisasmSummary", "1")))
            {
                gateway.WaitForAnswer();
            }

            // A method counts once, whatever tiers it passes; a line is "12: JIT compiled TracedLlm.Type:Method() [Tier0, ...]".
            var methods = File.ReadLines(file)
                .Select(static line => line.Split('[', 2)[0])
                .Where(static line => line.Contains(OfLibrary, StringComparison.Ordinal) && !line.Contains(OfBench, StringComparison.Ordinal))
                .Select(static line => line[line.IndexOf(OfLibrary, StringComparison.Ordinal)..])
                .Distinct(StringComparer.Ordinal)
                .ToList();
            return new(methods.Count, methods.Count(static method => method.StartsWith(OfExport, StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
