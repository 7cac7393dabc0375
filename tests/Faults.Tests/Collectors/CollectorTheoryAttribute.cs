namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>A theory that runs <c>deploy/</c> with real Collectors; skipped, with the reason, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CollectorTheoryAttribute : TheoryAttribute
{
    public CollectorTheoryAttribute() => Skip = CollectorPrograms.Missing;
}
