using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using TracedLlm.Testing.Roslyn;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Analyzers.Tests.Corpus;

/// <summary>Realistic gateways with a few mistakes each. The rules find the mistakes and nothing else.</summary>
public class CorpusTests
{
    private const int LeastLines = 5_000;

    // Braces, usings and the like are in every file.
    private const int ShortLine = 20;
    private const double MostRepeated = 0.08;
    private const int LongestRepeat = 6;

    // Without a Core that fits, the partial method has no body.
    private static readonly string[] NotCompiled = ["TLM3002", "TLM3003"];

    public static TheoryData<string> Projects => [.. CorpusProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task A_project_compiles(string name)
    {
        var found = await Project(name).GetFindingsAsync();

        Assert.Empty(found.Where(finding => finding.Origin is FindingOrigin.Compiler).Select(finding => finding.Diagnostic.ToString()));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Exactly_the_expected_mistakes_are_found(string name)
    {
        var project = Project(name);

        var found = await project.GetFindingsAsync();

        Assert.Equal(project.Mistakes, found.Select(finding => $"{PathOf(finding)}:{LineOf(finding)} {finding.Diagnostic.Id}"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task The_findings_describe_the_mistakes(string name)
    {
        var project = Project(name);

        var found = await project.GetFindingsAsync();

        Snapshot.Match(string.Join("\n\n", found.Select(finding => Print(finding, project))), name);
    }

    [Fact]
    public async Task Every_rule_finds_something()
    {
        var found = await Task.WhenAll(CorpusProject.All.Select(project => project.GetFindingsAsync()));

        Assert.Equal(
            AllRules.All.Select(rule => rule.Id).Except(NotCompiled),
            found.SelectMany(findings => findings).Select(finding => finding.Diagnostic.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_corpus_has_the_documented_size() =>
        Assert.InRange(Lines(CorpusProject.All).Count(), LeastLines, int.MaxValue);

    [Fact]
    public void Few_lines_are_repeated()
    {
        var lines = Lines(CorpusProject.All).Where(line => line.Length > ShortLine && !line.StartsWith("using ", StringComparison.Ordinal)).ToList();

        Assert.InRange(1 - ((double)lines.Distinct().Count() / lines.Count), 0, MostRepeated);
    }

    [Fact]
    public void No_passage_is_repeated()
    {
        var passages = from project in CorpusProject.All
                       from file in project.Files
                       let lines = Lines(file).Where(line => !line.StartsWith("using ", StringComparison.Ordinal)).ToList()
                       from start in Enumerable.Range(0, Math.Max(0, lines.Count - LongestRepeat))
                       select string.Join('\n', lines.Skip(start).Take(LongestRepeat + 1)) into passage
                       group passage by passage into same
                       where same.Count() > 1
                       select same.Key;

        Assert.Empty(passages);
    }

    private static CorpusProject Project(string name) => CorpusProject.All.Single(project => project.Name == name);

    private static IEnumerable<string> Lines(ImmutableArray<CorpusProject> projects) => projects.SelectMany(project => project.Files).SelectMany(Lines);

    private static IEnumerable<string> Lines(CorpusFile file) => file.Lines.Select(line => line.Trim()).Where(line => line.Length > 0);

    private static string Print(Finding finding, CorpusProject project) => string.Create(
        CultureInfo.InvariantCulture,
        $"{PathOf(finding)}:{LineOf(finding)}: {finding.Diagnostic.Severity} {finding.Diagnostic.Id}\n  {project.LineOf(PathOf(finding), LineOf(finding)).Trim()}\n  {finding.Diagnostic.GetMessage(CultureInfo.InvariantCulture)}");

    private static string PathOf(Finding finding) => finding.Diagnostic.Location.GetLineSpan().Path["/0/".Length..];

    private static int LineOf(Finding finding) => finding.Diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1;
}
