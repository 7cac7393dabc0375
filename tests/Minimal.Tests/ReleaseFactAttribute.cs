namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>A test of the library's images, which only a Release build has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReleaseFactAttribute : FactAttribute
{
    public ReleaseFactAttribute() => Skip = ReleaseTheoryAttribute.Reason;
}
