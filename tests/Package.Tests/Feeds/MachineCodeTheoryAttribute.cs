namespace TracedLlm.Package.Tests.Feeds;

/// <summary>A test with several inputs of the packages' machine code.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MachineCodeTheoryAttribute : TheoryAttribute
{
    public MachineCodeTheoryAttribute() => Skip = Reason;

    /// <summary>Why it does not run; <see langword="null"/> if the packages have machine code.</summary>
    internal static string? Reason { get; } = PackageFeed.HasMachineCode
        ? null
        : $"The packages have no machine code for {PackageFeed.Platform}: the build found no package microsoft.netcore.app.crossgen2 (src/Package/ReadyToRun.targets).";
}
