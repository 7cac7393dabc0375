using TracedLlm.Export.Otlp;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LiteLlmOtel;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Facts;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The tables of the views are complete, consistent and equal to the page.</summary>
public sealed class ViewTableTests : IDisposable
{
    private static readonly (string Title, VendorView View)[] Titled =
        [("Langfuse", new LangfuseView()), ("OpenInference", new OpenInferenceView()), ("LangSmith", new LangSmithView()), ("LiteLLM", new LiteLlmView())];

    private static readonly VendorView[] Views = [.. Titled.Select(view => view.View)];

    // A span of each kind of API, and one of each other kind.
    private static readonly (string Name, object? Value)[][] Spans =
    [
        .. LlmApiTable.Rows.Select(row => row.CallType).Distinct().Select(type => new (string, object?)[] { (LibraryAttributes.CallType, type) }),
        [(LibraryAttributes.CallType, "acompletion"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 100L)],
        [(LibraryAttributes.CallType, "acompletion"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 100L), (GenAi.UsageCacheCreationInputTokens, 50L)],
        [(LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseModel, "gpt-5"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 100L)],
        [(LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseModel, "gpt-realtime"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 100L), (GenAi.UsageCacheReadInputTokens, 50L)],
        [(LibraryAttributes.CallType, "acompletion"), (LiteLlm.CostInput, 100.0)],
        [(LibraryAttributes.AttemptIndex, 0L)],
        [(LibraryAttributes.GuardrailMode, "pre_call"), (LibraryAttributes.Level, "WARNING")],
        [(LibraryAttributes.Outcome, "ok")],
    ];

    private static readonly object[] Values =
    [
        "text", "cancelled", "WARNING", 7L, 0.5, true, new[] { "a" }, """[{"role":"user","parts":[{"type":"tool_call","name":"f"}]}]""",
        """[{"type":"function","name":"f"}]""", """{"seed":1}""",
    ];

    private readonly GeneratedActivities _activities = new();

    [Fact]
    public void Every_view_has_a_row_of_every_canonical_attribute() => Assert.All(Views, view => Assert.Equal(
        CanonicalNames.All.Order(StringComparer.Ordinal),
        view.Table.Rows.Select(row => row.Canonical).Order(StringComparer.Ordinal)));

    [Fact]
    public void Every_row_changes_what_a_backend_receives() => Assert.All(Views, view =>
    {
        var without = Spans.Select(span => (Span: span, Text: Print(view, span))).ToList();
        Assert.All(
            view.Table.Rows.Where(row => row.Action != RowAction.Dropped),
            row => Assert.Contains(
                without.SelectMany(_ => Values, (span, value) => (span.Span, span.Text, Value: value)),
                pair => pair.Text != Print(view, [.. pair.Span, (row.Canonical, pair.Value)])));
    });

    [Fact]
    public void Rows_that_write_nothing_at_once_have_a_field() => Assert.All(
        Views.SelectMany(view => view.Table.Rows),
        row => Assert.True(row.Fields.Count > 0 || row.Action is RowAction.Same or RowAction.Text or RowAction.TraceMetadata or RowAction.Member or RowAction.Dropped));

    [Fact]
    public void Every_field_has_a_row_or_needs_none() => Assert.All(
        Views.SelectMany(view => view.Table.Fields.Concat<ViewField>(view.Table.Members)),
        field => Assert.True(field.IsWrittenWithoutRows || field.Rows.Length > 0));

    [Fact]
    public void A_row_names_fields_of_its_table_only()
    {
        var field = new AttributeField("x", FieldWriters.WriteValue);

        var thrown = Assert.Throws<ArgumentException>(() => new ViewTable(name => ViewRow.AsIs(name), [ViewRow.Made(LiteLlm.CallId, field)], []));
        Assert.Contains("'x'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fact_has_one_attribute()
    {
        Assert.Equal(Enum.GetValues<SpanFact>(), SpanFacts.Names.Select(fact => fact.Fact));
        Assert.Equal(SpanFacts.Names.Length, SpanFacts.Names.DistinctBy(fact => fact.Name).Count());
    }

    [Fact]
    public void Every_call_type_is_of_one_kind() => Assert.All(
        LlmApiTable.Rows.GroupBy(row => row.CallType),
        rows => Assert.Single(rows.Select(row => row.Kind).Distinct()));

    [Theory]
    [InlineData("acompletion", "generation", "LLM", "llm")]
    [InlineData("aembedding", "embedding", "EMBEDDING", "embedding")]
    [InlineData("arerank", "retriever", "RERANKER", "retriever")]
    [InlineData("avector_store_search", "retriever", "RETRIEVER", "retriever")]
    [InlineData("amoderation", "guardrail", "GUARDRAIL", "chain")]
    [InlineData("acreate_file", "span", "CHAIN", "chain")]
    [InlineData("aget_responses", "span", "CHAIN", "chain")]
    [InlineData("arun_thread", "agent", "AGENT", "chain")]
    public void Each_kind_has_a_word_of_each_backend(string callType, string langfuse, string openInference, string langSmith)
    {
        var kind = ApiKinds.Find(callType, operation: null);

        Assert.Equal(
            (langfuse, openInference, langSmith),
            (LangfuseTypes.FindType(kind), OpenInferenceKinds.FindKind(kind), LangSmithKinds.FindKind(kind)));
    }

    [Fact]
    public void A_span_without_a_call_type_is_of_its_operations_kind()
    {
        Assert.Equal(("generation", "LLM"), KindOf("chat"));
        Assert.Equal(("embedding", "EMBEDDING"), KindOf("embeddings"));
        Assert.Equal(("tool", "TOOL"), KindOf("execute_tool"));
        Assert.Equal(("span", "CHAIN"), KindOf("plan"));

        static (string, string) KindOf(string operation) =>
            (LangfuseTypes.FindType(ApiKinds.Find(null, operation)), OpenInferenceKinds.FindKind(ApiKinds.Find(null, operation)));
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
    public void The_page_lists_the_row_of_each_attribute() => PageSection.Match("docs/views.md", "views", ViewTablePage.Print(Titled));

    public void Dispose() => _activities.Dispose();

    private string Print(VendorView view, (string Name, object? Value)[] attributes)
    {
        var span = EncodedSpan.FromActivity(view, _activities.WithTags(attributes));
        return string.Join(", ", span.Attributes.Select(tag => $"{tag.Key}={tag.Value}"));
    }
}
