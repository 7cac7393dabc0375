namespace TracedLlm.Package.Tests.Feeds;

/// <summary>A test of the packages' machine code.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MachineCodeFactAttribute : FactAttribute
{
    public MachineCodeFactAttribute() => Skip = MachineCodeTheoryAttribute.Reason;
}
