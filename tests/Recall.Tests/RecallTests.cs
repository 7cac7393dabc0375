using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;
using TracedLlm.Testing.Snapshots;
using Xunit.Abstractions;

namespace TracedLlm.Recall.Tests;

/// <summary>How many of the mistakes that are planted in correct gateways the rules find.</summary>
public class RecallTests(ITestOutputHelper output)
{
    private const int LeastPlants = 300;
    private const double LeastRecall = 0.9;

    public static TheoryData<string> Gateways => [.. CorpusGateway.All.Select(static gateway => gateway.Name)];

    [Theory]
    [MemberData(nameof(Gateways))]
    public async Task Correct_code_has_no_finding(string name)
    {
        var gateway = CorpusGateway.All.Single(gateway => gateway.Name == name);
        foreach (var referencing in Field.ReferencingsOf(gateway))
        {
            var found = await Field.Solution(gateway, referencing).FindAsync(Rules.All);

            Assert.True(found.IsEmpty, string.Join("\n", found));
        }
    }

    [Fact]
    public async Task Nine_in_ten_mistakes_are_caught()
    {
        var plants = (await Field.OutcomesAsync()).Where(static outcome => outcome.IsCompiled).ToList();
        var table = RecallTable.Print(plants);
        output.WriteLine(table);
        foreach (var other in (await Field.OutcomesAsync()).Where(static outcome => !outcome.IsCaught))
        {
            output.WriteLine($"{(other.IsCompiled ? "MISSED" : "NO PLANT")} {other.Plant.Title}\n    {other.Description}");
        }

        Snapshot.Match(table);
        Assert.InRange(plants.Count, LeastPlants, int.MaxValue);
        Assert.InRange(plants.Count(static outcome => outcome.IsCaught) / (double)plants.Count, LeastRecall, 1);
    }

    [Fact]
    public async Task Every_miss_has_its_reason()
    {
        var missed = (await Field.OutcomesAsync()).Where(static outcome => outcome is { IsCompiled: true, IsCaught: false }).Select(static outcome => outcome.Plant.Title).ToHashSet();
        KnownMisses.Shrink(missed);

        Assert.Equal(missed.Order(StringComparer.Ordinal), KnownMisses.Read().Select(static miss => miss.Plant).Order(StringComparer.Ordinal));
        Assert.All(KnownMisses.Read(), static miss => Assert.NotEmpty(miss.Reason));
    }

    [Fact]
    public async Task Every_operator_makes_mistakes_that_compile()
    {
        var kinds = (await Field.OutcomesAsync()).GroupBy(static outcome => outcome.Plant.Kind);

        Assert.Empty(kinds.Where(static kind => !kind.Any(static outcome => outcome.IsCompiled)).Select(static kind => kind.Key));
    }

    [Fact]
    public async Task No_rule_crashes() => Assert.Empty((await Field.OutcomesAsync()).SelectMany(static outcome => outcome.Crashes).Distinct());

    [Fact]
    public async Task Both_ways_to_reference_a_project_give_the_same_findings()
    {
        var different = (await Field.OutcomesAsync()).Where(static outcome => !outcome.IsSame).ToList();

        Assert.True(different.Count == 0, string.Join('\n', different.Select(static outcome => outcome.Description)));
    }

    [Fact]
    public async Task Titles_are_unique() =>
        Assert.Empty((await Field.OutcomesAsync()).GroupBy(static outcome => outcome.Plant.Title).Where(static same => same.Skip(1).Any()).Select(static same => same.Key));
}
