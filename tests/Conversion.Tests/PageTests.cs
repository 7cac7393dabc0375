using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Conversion.Tests;

/// <summary>The tutorial shows the sources as they are.</summary>
public sealed class PageTests
{
    private const string Page = "docs/convert.md";

    [Fact]
    public void The_page_shows_every_changed_line() => PageSection.Match(Page, "changes", Conversion.Read().ToMarkdown());

    [Fact]
    public void The_page_says_how_many_lines_change()
    {
        var conversion = Conversion.Read();

        PageSection.Match(Page, "size", $"Of {conversion.LinesBefore} lines {conversion.Removed} change, and {conversion.Added - conversion.Removed} are new.\n");
        Assert.InRange(conversion.LinesBefore, 400, 500);
        Assert.InRange(conversion.Added, 1, 40);
    }
}
