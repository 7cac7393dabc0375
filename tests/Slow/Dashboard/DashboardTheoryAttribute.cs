namespace TracedLlm.Dashboard.Tests;

/// <summary>A test with cases that needs the Aspire dashboard; skipped, with the reason, where the package was not downloaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DashboardTheoryAttribute : TheoryAttribute
{
    public DashboardTheoryAttribute() => Skip = AspireDashboard.Missing;
}
