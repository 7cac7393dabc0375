namespace TracedLlm.Faults.Tests.Campaign;

/// <summary>docs/reliability.md has the scenarios and bounds of the code. Its figures are those of some run.</summary>
public sealed class ReliabilityPageTests
{
    [Fact]
    public void The_page_has_every_scenario_with_its_bound() =>
        Assert.Equal(ScenarioTable.All.Select(one => (one.Name, one.Fault, one.Bound)), ReliabilityPage.Rows.Select(row => (row.Name, row.Fault, row.Bound)));

    [Fact]
    public void Every_scenario_has_run_and_its_figures_are_on_the_page() =>
        Assert.DoesNotContain(ReliabilityPage.Rows, row => row.Figures.Length == 0 || row.Figures == "not run");

    [Fact]
    public void The_page_names_the_variables_of_the_campaign()
    {
        var page = File.ReadAllText(ReliabilityPage.PathOf("docs/reliability.md"));

        Assert.Contains($"{CampaignSize.SizeVariable}=long", page, StringComparison.Ordinal);
        Assert.Contains(CampaignSize.SeedVariable, page, StringComparison.Ordinal);
    }
}
