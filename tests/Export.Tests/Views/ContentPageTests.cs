using System.Text;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Facts;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The table of what each backend gets for each kind of content is made from what the views write.</summary>
public sealed class ContentPageTests : IDisposable
{
    private static readonly (string Title, SpanView View)[] Views =
        [("Langfuse", new LangfuseView()), ("Phoenix", new OpenInferenceView()), ("LangSmith", new LangSmithView())];

    // Attributes that are the same in every row of the table.
    private static readonly string[] Common = ["langfuse.observation.type", "openinference.span.kind", "langsmith.span.kind", "openinference.span.kind"];

    private static readonly (string Content, (string Name, object? Value)[] Tags)[] Rows =
    [
        ("a text", [Input("""{"type":"text","content":"Hi"}""")]),
        ("text and an image", [Input("""{"type":"text","content":"Hi"},{"type":"uri","modality":"image","uri":"https://x/a.png","detail":"low"}""")]),
        ("audio", [Input("""{"type":"blob","modality":"audio","mime_type":"audio/wav","content":"UklGRg=="}""")]),
        ("video", [Input("""{"type":"uri","modality":"video","mime_type":"video/mp4","uri":"gs://b/c.mp4"}""")]),
        ("a file", [Input("""{"type":"blob","modality":"document","mime_type":"application/pdf","content":"JVBE","filename":"a.pdf"}""")]),
        ("a file of the provider's", [Input("""{"type":"file","modality":"document","file_id":"file-1"}""")]),
        ("an answer", [Output("""{"type":"text","content":"Hello"}""")]),
        ("reasoning and an answer", [Output("""{"type":"reasoning","content":"Hm"},{"type":"text","content":"Hello"}""")]),
        ("a tool call", [Output("""{"type":"tool_call","id":"c1","name":"look","arguments":{"at":"cat"}}""")]),
        ("a refusal", [Output("""{"type":"refusal","content":"No."}""")]),
        ("two answers", [(GenAi.OutputMessages, """[{"role":"assistant","parts":[{"type":"text","content":"a"}]},{"role":"assistant","parts":[{"type":"text","content":"b"}]}]""")]),
        ("declared tools", [Input("""{"type":"text","content":"Hi"}"""), (GenAi.ToolDefinitions, """[{"type":"function","name":"look","description":"Looks"}]""")]),
        ("the text of an embedding", [(LibraryAttributes.CallType, "aembedding"), Input("""{"type":"text","content":"Hi"}""")]),
        ("the text of a moderation", [(LibraryAttributes.CallType, "amoderation"), Input("""{"type":"text","content":"Hi"}""")]),
        ("a query and ordered documents", [(LibraryAttributes.CallType, "arerank"), (GenAi.RetrievalQueryText, "capital"), (LibraryAttributes.RerankDocuments, """["Paris","Rome"]"""), (GenAi.RetrievalDocuments, """[{"id":"1","score":0.9}]""")]),
        ("a query and found documents", [(LibraryAttributes.CallType, "avector_store_search"), (GenAi.RetrievalQueryText, "cats"), (GenAi.RetrievalDocuments, """[{"id":"f1","score":0.5,"content":"A cat","metadata":{"filename":"a.pdf"}}]""")]),
        ("content that was masked", [(GenAi.InputMessages, "redacted-by-litellm")]),
        ("session and user", [(LiteLlm.SessionId, "s-1"), (LiteLlm.UserId, "u-1")]),
        ("a prompt with its version", [(LiteLlm.PromptName, "greet"), (LiteLlm.PromptVersion, 3L)]),
        ("tokens with details", [(GenAi.UsageInputTokens, 10L), (GenAi.UsageCacheReadInputTokens, 4L), (GenAi.UsageOutputTokens, 6L)]),
        ("cost", [(GenAi.UsageInputTokens, 1L), (LiteLlm.CostTotal, 0.5)]),
        ("an error", [
            (HttpAttributes.ErrorType, "429"), (LibraryAttributes.ErrorMessage, "Rate limit reached"), (LibraryAttributes.ProviderErrorType, "requests"),
            (LibraryAttributes.ProviderErrorCode, "rate_limit_exceeded"), (OtlpSpan.StatusCode, "ERROR"), (OtlpSpan.StatusDescription, "Rate limit reached")]),
    ];

    private readonly GeneratedActivities _activities = new();

    [Fact]
    public void The_page_shows_what_each_backend_gets_for_each_kind_of_content()
    {
        var text = new StringBuilder("| content | " + string.Join(" | ", Views.Select(view => view.Title)) + " |\n|---|---|---|---|\n");
        foreach (var (content, tags) in Rows)
        {
            (string, object?)[] all = Array.Exists(tags, tag => tag.Name == LibraryAttributes.CallType) ? tags : [(LibraryAttributes.CallType, "acompletion"), .. tags];
            text.Append("| ").Append(content);
            foreach (var (_, view) in Views)
            {
                text.Append(" | ").Append(Print(view, all));
            }

            text.Append(" |\n");
        }

        PageSection.Match("docs/views.md", "content", text.ToString());
    }

    public void Dispose() => _activities.Dispose();

    private static (string Name, object? Value) Input(string parts) => (GenAi.InputMessages, $$"""[{"role":"user","parts":[{{parts}}]}]""");

    private static (string Name, object? Value) Output(string parts) => (GenAi.OutputMessages, $$"""[{"role":"assistant","parts":[{{parts}}],"finish_reason":"stop"}]""");

    // The attributes that a call without content does not have.
    private string Print(SpanView view, (string Name, object? Value)[] tags)
    {
        var empty = EncodedSpan.FromActivity(view, _activities.WithTags(tags.Where(tag => tag.Name == LibraryAttributes.CallType).ToArray()));
        var span = EncodedSpan.FromActivity(view, _activities.WithTags(tags));
        var attributes = span.Attributes
            .Where(tag => !Common.Contains(tag.Key) && !Equals(empty.Attributes[tag.Key], tag.Value))
            .Select(tag => FormattableString.Invariant($"`{tag.Key}` = `{tag.Value}`").Replace("|", "\\|", StringComparison.Ordinal));
        return string.Join("<br>", [.. attributes, .. PrintError(span)]);
    }

    // The parts of an OTLP span that say why it failed, and are no attributes of it.
    private static IEnumerable<string> PrintError(ReceivedSpan span) =>
    [
        .. span.Status == ReceivedStatus.Error ? [$"status ERROR: `{span.StatusMessage}`"] : Array.Empty<string>(),
        .. span.Events.Select(one => $"event `{one.Name}`: " + string.Join(", ", one.Attributes.Select(tag => $"`{tag.Key}` = `{tag.Value}`"))),
    ];
}
