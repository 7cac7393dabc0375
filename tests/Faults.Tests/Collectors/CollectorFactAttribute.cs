namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>A test that runs <c>deploy/</c> with real Collectors; skipped, with the reason, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CollectorFactAttribute : FactAttribute
{
    public CollectorFactAttribute() => Skip = CollectorPrograms.Missing;
}
