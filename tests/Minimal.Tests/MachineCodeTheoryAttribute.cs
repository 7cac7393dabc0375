using System.Reflection.PortableExecutable;

namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>A test with several inputs of the library's machine code.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MachineCodeTheoryAttribute : TheoryAttribute
{
    public MachineCodeTheoryAttribute() => Skip = Reason;

    /// <summary>Why it does not run; <see langword="null"/> if the gateway's library has machine code.</summary>
    internal static string? Reason { get; } = HasMachineCode(Path.Combine(AppContext.BaseDirectory, "TracedLlm.dll"))
        ? null
        : "The library has no machine code: a Debug build has none, nor has a build that found no package microsoft.netcore.app.crossgen2 (src/Package/ReadyToRun.targets).";

    private static bool HasMachineCode(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory.Size > 0;
    }
}
