namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>A test that reads <c>/proc</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Only Linux has /proc.";
        }
    }
}
