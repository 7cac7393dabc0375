using System.Text;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The tables of the views: whole, without contradiction, and as the page says.</summary>
public sealed class ViewTableTests
{
    private static readonly VendorView[] Views = [new LangfuseView(), new OpenInferenceView(), new LangSmithView(), new LiteLlmView()];

    [Fact]
    public void Every_view_has_a_row_of_every_canonical_attribute() => Assert.All(Views, view => Assert.Equal(
        CanonicalNames.All.Order(StringComparer.Ordinal),
        view.Table.Rows.Select(row => row.Canonical).Order(StringComparer.Ordinal)));

    [Fact]
    public void Every_fact_has_one_attribute()
    {
        Assert.Equal(Enum.GetValues<SpanFact>(), SpanFacts.Names.Select(fact => fact.Fact));
        Assert.Equal(SpanFacts.Count, SpanFacts.Names.Length);
        Assert.Equal(SpanFacts.Names.Length, SpanFacts.Names.DistinctBy(fact => fact.Name).Count());
    }

    [Fact]
    public void Every_call_type_is_of_one_kind() => Assert.All(
        LlmApiTable.Rows.GroupBy(row => row.CallType),
        rows => Assert.Single(rows.Select(row => row.Kind).Distinct()));

    [Theory]
    [InlineData("acompletion", "generation", "LLM")]
    [InlineData("aembedding", "embedding", "EMBEDDING")]
    [InlineData("arerank", "retriever", "RERANKER")]
    [InlineData("avector_store_search", "retriever", "RETRIEVER")]
    [InlineData("amoderation", "guardrail", "GUARDRAIL")]
    [InlineData("acreate_file", "span", "CHAIN")]
    [InlineData("aget_responses", "span", "CHAIN")]
    [InlineData("arun_thread", "agent", "AGENT")]
    public void Each_kind_has_a_word_of_each_backend(string callType, string langfuse, string openInference)
    {
        var kind = ApiKind.Of(callType, operation: null);

        Assert.Equal((langfuse, openInference), (kind.Langfuse, kind.OpenInference));
    }

    [Fact]
    public void A_span_without_a_call_type_is_of_its_operations_kind()
    {
        Assert.Equal(("generation", "LLM"), KindOf("chat"));
        Assert.Equal(("embedding", "EMBEDDING"), KindOf("embeddings"));
        Assert.Equal(("tool", "TOOL"), KindOf("execute_tool"));
        Assert.Equal(("span", "CHAIN"), KindOf("plan"));

        static (string, string) KindOf(string operation) => (ApiKind.Of(null, operation).Langfuse, ApiKind.Of(null, operation).OpenInference);
    }

    [Fact]
    public void A_name_is_in_a_table_once() => Assert.Throws<ArgumentException>(() => new NameTable<string>([new("a", "1"), new("a", "2")]));

    [Fact]
    public void Names_are_found_and_others_are_not()
    {
        var table = new NameTable<string>(CanonicalNames.All.Select(name => KeyValuePair.Create(name, name)));

        Assert.All(CanonicalNames.All, name => Assert.True(table.TryGet(new string(name), out var row) && row == name));
        Assert.All(CanonicalNames.All, name => Assert.False(table.TryGet(name + "x", out _)));
        Assert.False(table.TryGet("", out _));
    }

    [Fact]
    public void The_page_lists_what_becomes_of_each_attribute()
    {
        var text = new StringBuilder();
        text.Append("| canonical | Langfuse | OpenInference | LangSmith | LiteLLM |\n|---|---|---|---|---|\n");
        foreach (var name in CanonicalNames.All.Order(StringComparer.Ordinal))
        {
            text.Append("| `").Append(name).Append("` |");
            foreach (var view in Views)
            {
                text.Append(' ').Append(Cell(view.Table.Rows.Single(row => row.Canonical == name))).Append(" |");
            }

            text.Append('\n');
        }

        ViewsPage.RequireTable(text.ToString());
    }

    private static string Cell(ViewRow row) => row.Form switch
    {
        ViewForm.Same or ViewForm.Text when row.Target == row.Canonical => "as it is",
        ViewForm.Dropped => "–",
        ViewForm.Member => $"`metadata`: {row.Target}",
        ViewForm.TraceMetadata => $"`langfuse.trace.metadata.{row.Target}`",
        ViewForm.Made => row.Target.Replace("*", "\\*", StringComparison.Ordinal),
        _ => $"`{row.Target}`",
    };
}
