using System.Text.RegularExpressions;
using TracedLlm.Bench.Architecture;

namespace TracedLlm.Architecture.Tests;

/// <summary>Every link of a page leads to a file, and to a heading of it.</summary>
public sealed partial class LinkTests
{
    private static readonly string Root = Checkout.Find(AppContext.BaseDirectory);

    public static TheoryData<string> Pages => [.. Directory
        .EnumerateFiles(Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Select(static file => Path.GetRelativePath(Root, file))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_somewhere(string page)
    {
        var links = Link().Matches(WithoutCode(page)).Select(static match => match.Groups[1].Value).Where(static link => !link.StartsWith("http", StringComparison.Ordinal));
        Assert.All(links, link => Assert.True(Leads(page, link), link));
    }

    [Theory]
    [InlineData("docs/spans.md#shutdown", true)]
    [InlineData("docs/spans.md#no-such-heading", false)]
    [InlineData("docs/no-such-page.md", false)]
    public void A_link_without_a_target_is_found(string link, bool leads) => Assert.Equal(leads, Leads("README.md", link));

    private static bool Leads(string page, string link)
    {
        var parts = link.Split('#');
        var target = parts[0].Length == 0 ? page : Path.GetRelativePath(Root, Path.Combine(Root, Path.GetDirectoryName(page)!, parts[0]));
        return parts.Length == 1
            ? Path.Exists(Path.Combine(Root, target))
            : File.Exists(Path.Combine(Root, target)) && Heading().Matches(WithoutCode(target)).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]);
    }

    // GitHub's rule: lower case, no punctuation, dashes for blanks.
    private static string Anchor(string heading) => Punctuation().Replace(heading, "").ToLowerInvariant().Replace(' ', '-');

    private static string WithoutCode(string page) => CodeBlock().Replace(File.ReadAllText(Path.Combine(Root, page)), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
