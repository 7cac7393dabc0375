namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>A test of the library's machine code.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MachineCodeFactAttribute : FactAttribute
{
    public MachineCodeFactAttribute() => Skip = MachineCodeTheoryAttribute.Reason;
}
