namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>A test with several inputs of the library's images, which only a Release build has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReleaseTheoryAttribute : TheoryAttribute
{
    /// <summary>Why it does not run; <see langword="null"/> in a Release build.</summary>
    public const string? Reason =
#if DEBUG
        "A Debug build has no images (src/Package/ReadyToRun.targets).";
#else
        null;
#endif

    public ReleaseTheoryAttribute() => Skip = Reason;
}
