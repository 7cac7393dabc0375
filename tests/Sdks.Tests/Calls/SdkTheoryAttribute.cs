namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>A test that runs SDKs from npm; skipped, with the reason, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SdkTheoryAttribute : TheoryAttribute
{
    public SdkTheoryAttribute() => Skip = NodeScript.Missing;
}
