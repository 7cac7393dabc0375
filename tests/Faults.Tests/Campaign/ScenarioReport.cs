using System.Globalization;
using TracedLlm.Testing.Snapshots;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Campaign;

/// <summary>Prints the figures of a run, and writes them into docs/reliability.md if snapshots are updated.</summary>
internal static class ScenarioReport
{
    private static readonly Lock Gate = new();

    /// <summary>Reports the figures of a scenario that has held its bound.</summary>
    public static void Write(ITestOutputHelper output, Scenario scenario, FormattableString figures)
    {
        var text = figures.ToString(CultureInfo.InvariantCulture);
        output.WriteLine($"{scenario.Name}: {text} (seed {CampaignSize.Seed.ToString(CultureInfo.InvariantCulture)})");
        if (Environment.GetEnvironmentVariable(Snapshot.UpdateVariable) == "1")
        {
            // The page is one file for all scenarios.
            lock (Gate)
            {
                ReliabilityPage.WriteFigures(scenario, text);
            }
        }
    }
}
