using TracedLlm.Facts;
using TracedLlm.Secrets;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Tests.Conventions;

namespace TracedLlm.Tests.Content;

/// <summary>The attributes with content are one table, which everything that looks for content reads.</summary>
public sealed class ContentAttributeTests
{
    public static TheoryData<string> Names => [.. ContentAttributeTable.FindNames(static _ => true)];

    [Fact]
    public void No_attribute_of_the_table_is_there_twice() => Assert.Distinct(ContentAttributeTable.FindNames(static _ => true));

    [Fact]
    public void Content_of_the_semantic_conventions_is_in_the_table()
    {
        var optional = ConventionRow.All.Where(static row => row.Level == "Opt-In" && row.Attribute.StartsWith("gen_ai.", StringComparison.Ordinal)).Select(static row => row.Attribute);

        Assert.Empty(optional.Except(ContentAttributeTable.FindNames(static row => row.Span == ContentSpan.Request)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Content_is_shown_as_it_is(string name)
    {
        object?[] content = ["sk-proj-1234567890abcdefghij"];

        Assert.Same(content, AttributeSecrets.Remove(name, content));
    }

    [Fact]
    public void The_page_has_the_table()
    {
        var rows = ContentAttributeTable.Rows.Select(static row => $"| `{row.Name}` | {SpanOf(row)} | {MaskOf(row)} | {FormOf(row)} |");
        var table = string.Join('\n', rows.Prepend("|---|---|---|---|").Prepend("| attribute | on | masked by | form |"));

        PageSection.Match("docs/content.md", "attributes", table + "\n");
    }

    private static string SpanOf(ContentAttributeFacts row) => row.Span switch
    {
        ContentSpan.Request => "`litellm_request`",
        ContentSpan.Guardrail => "guardrails",
        _ => "`raw_gen_ai_request`",
    };

    private static string MaskOf(ContentAttributeFacts row) => row switch
    {
        { IsInput: true, IsOutput: true } => "`mask_input`, `mask_output`",
        { IsInput: true } => "`mask_input`",
        _ => "`mask_output`",
    };

    private static string FormOf(ContentAttributeFacts row) => row.Form == ContentForm.Json ? "JSON" : "text";
}
