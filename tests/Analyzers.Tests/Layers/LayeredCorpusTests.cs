using System.Globalization;
using TracedLlm.Analyzers.Tests.Corpus;
using TracedLlm.Testing.Roslyn;
using TracedLlm.Testing.Roslyn.Layers;

namespace TracedLlm.Analyzers.Tests.Layers;

/// <summary>The projects of the corpus, divided into two and three projects. No rule throws, and both ways to reference a project give the same findings.</summary>
public class LayeredCorpusTests
{
    private const int LeastFixes = 15;

    public static TheoryData<string, int> Projects
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var project in CorpusProject.All)
            {
                all.Add(project.Name, 2);
                all.Add(project.Name, 3);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Both_ways_to_reference_a_project_give_the_same_findings(string name, int layers)
    {
        var test = await CorpusLayers.TestOf(CorpusProject.All.Single(project => project.Name == name), layers);

        var inEditor = await test.GetFindingsAsync(LayerReference.Compilation);
        var inBuild = await test.GetFindingsAsync(LayerReference.Assembly);

        Assert.DoesNotContain(inEditor.Concat(inBuild), finding => finding.Diagnostic.Id == "AD0001");
        Assert.Empty(inEditor.Where(finding => finding.Origin is FindingOrigin.Compiler).Select(Print));
        Assert.Equal(inBuild.Select(Print), inEditor.Select(Print));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_fix_is_applied(int layers)
    {
        var titles = new List<string>();
        foreach (var project in CorpusProject.All)
        {
            var test = await CorpusLayers.TestOf(project, layers);
            titles.AddRange(await test.ApplyAllFixesAsync(LayerReference.Compilation, AllRules.CodeFixes));
        }

        Assert.InRange(titles.Count, LeastFixes, int.MaxValue);
    }

    private static string Print(Finding finding) =>
        $"{finding.Diagnostic.Location.GetLineSpan()}: {finding.Diagnostic.Id}: {finding.Diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
}
