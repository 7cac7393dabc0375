using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Tests;

/// <summary>The requirements on every rule: a page, a help link, a release-tracking entry, texts.</summary>
public partial class DescriptorTests
{
    private static readonly string[] Sections = ["## What", "## Why it breaks traces", "## Wrong", "## Right", "## Configuration", "## Suppression"];

    private static readonly string[] TrackingProjects = ["Analyzers", "Generators"];
    private static readonly string[] TrackingFiles = ["AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md"];

    public static TheoryData<string> Ids => [.. AllRules.All.Select(rule => rule.Id)];

    [Fact]
    public void The_list_of_rules_is_not_empty() => Assert.NotEmpty(AllRules.All);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_links_to_its_page(string id) => Assert.EndsWith($"/docs/rules/{id}.md", Rule(id).HelpLinkUri, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_has_title_severity_and_sections(string id)
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "rules", $"{id}.md"));

        Assert.StartsWith($"# {id}: {Rule(id).Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"\nSeverity: {Rule(id).DefaultSeverity}. Category: {Rule(id).Category}.\n", page, StringComparison.Ordinal);
        Assert.Equal(Sections, page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_shows_traces_and_code(string id)
    {
        var sections = File.ReadAllText(Path.Combine(Root(), "docs", "rules", $"{id}.md")).Split("\n## ").Skip(1)
            .ToDictionary(section => $"## {section.Split('\n')[0]}", section => section[section.IndexOf('\n', StringComparison.Ordinal)..].Trim());

        Assert.All(Sections, title => Assert.NotEmpty(sections[title]));
        // What a backend shows without the repair and with it: spans, or the series of a metric.
        var trees = Fenced().Matches(sections[Sections[1]]).Select(block => (Kind: block.Groups["kind"].Value, Text: block.Groups["text"].Value)).ToList();
        Assert.Equal(["", ""], trees.Select(tree => tree.Kind));
        Assert.NotEqual(trees[0].Text, trees[1].Text);
        Assert.Matches(@"(?m)^(Received Proxy Server Request|litellm_request|auth|requests\{.*\}) ", trees[1].Text);
        Assert.All(Sections[2..4], title => Assert.Contains(Fenced().Matches(sections[title]), block => block.Groups["kind"].Value == "csharp"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_table_of_rules_lists_it(string id) =>
        Assert.Contains($"| [{id}]({id}.md) | {Rule(id).DefaultSeverity} | ", File.ReadAllText(Path.Combine(Root(), "docs", "rules", "README.md")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Ids))]
    public void One_release_tracking_file_lists_it(string id)
    {
        var entries = from project in TrackingProjects
                      from file in TrackingFiles
                      from line in File.ReadLines(Path.Combine(Root(), "src", project, file))
                      where line.StartsWith(id, StringComparison.Ordinal)
                      select line;
        Assert.StartsWith($"{id} | {Rule(id).Category} | {Rule(id).DefaultSeverity} | ", Assert.Single(entries), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_belongs_to_a_rule() => Assert.Equal(
        AllRules.All.Select(rule => rule.Id),
        Directory.EnumerateFiles(Path.Combine(Root(), "docs", "rules"), "TLM*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Only_the_description_ends_with_a_period(string id)
    {
        Assert.False(Rule(id).Title.ToString().EndsWith('.'));
        Assert.False(Rule(id).MessageFormat.ToString().EndsWith('.'));
        Assert.EndsWith(".", Rule(id).Description.ToString(), StringComparison.Ordinal);
        Assert.True(Rule(id).IsEnabledByDefault);
    }

    [Fact]
    public void An_id_has_one_descriptor() => Assert.Equal(
        AllRules.All.Length,
        AllRules.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Concat(AllRules.OfGenerators).Distinct().Count());

    [Fact]
    public void The_table_of_options_lists_every_option_that_a_rule_reads()
    {
        var read = Directory.EnumerateFiles(Path.Combine(Root(), "src", "Analyzers"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "\"(tlm[0-9]{4}\\.[a-z_]+)\""))
            .Select(option => option.Groups[1].Value)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var documented = Regex.Matches(File.ReadAllText(Path.Combine(Root(), "docs", "rules", "README.md")), "\n\\| \\[`(tlm[0-9]{4}\\.[a-z_]+)`\\]")
            .Select(option => option.Groups[1].Value);

        Assert.NotEmpty(read);
        Assert.Equal(read, documented);
        Assert.All(read, option => Assert.Contains($"\n{option} = ", File.ReadAllText(Path.Combine(Root(), "docs", "rules", $"{option[..7].ToUpperInvariant()}.md")), StringComparison.Ordinal));
    }

    [GeneratedRegex("(?m)^```(?<kind>\\w*)\\n(?<text>[^`]*)^```$")]
    private static partial Regex Fenced();

    private static DiagnosticDescriptor Rule(string id) => AllRules.All.Single(rule => rule.Id == id);

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
