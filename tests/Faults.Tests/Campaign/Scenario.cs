namespace TracedLlm.Faults.Tests.Campaign;

/// <summary>A row of the table in docs/reliability.md.</summary>
/// <param name="Name">The name, the first cell.</param>
/// <param name="Fault">What happens.</param>
/// <param name="Bound">What has to hold.</param>
internal sealed record Scenario(string Name, string Fault, string Bound)
{
    public override string ToString() => Name;
}
