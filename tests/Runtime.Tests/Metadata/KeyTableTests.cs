using TracedLlm.Facts;
using TracedLlm.Metadata;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>Every key of the table is written to exactly the attributes of the table.</summary>
[Collection(ProcessWide.Name)]
public sealed class KeyTableTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    public static TheoryData<string> KeysOfRequests => [.. MetadataKeyTable.Rows.Where(row => row.Setter != MetadataSetter.Gateway).Select(row => row.Name)];

    public static TheoryData<string> KeysOfGateways => [.. MetadataKeyTable.Rows.Where(row => row.Setter == MetadataSetter.Gateway).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(KeysOfRequests))]
    public async Task A_key_of_a_request_is_on_the_spans_of_its_row_and_on_no_other(string key)
    {
        var row = MetadataKeyLookup.Find(key)!;
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat + "?status=500", $$"""{"metadata": {{{Example(row)}}} }""");

        var spans = await gateway.StopAsync("00f067aa0ba902b7");
        Assert.Equal(
            ["Failed Proxy Server Request", "Received Proxy Server Request", "auth", "chat m", "guardrail", "litellm_request"],
            spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.All(spans, span => Assert.Equal(Expected(row, span), row.Attribute is { } name ? Text(span.Attributes[name]) : ""));
        Assert.DoesNotContain(spans.SelectMany(span => span.Attributes.Keys), name => name.StartsWith("litellm.metadata.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(KeysOfGateways))]
    public async Task A_key_of_the_gateway_is_dropped_and_counted_wherever_a_request_has_it(string key)
    {
        using var dropped = new DroppedValues();
        await using var gateway = await MetadataGateway.StartAsync();

        var answer = await gateway.PostBodyAsync(
            "/v1/messages",
            $$"""{"metadata": {"{{key}}": "forged"}, "litellm_metadata": {"{{key}}": "forged"} }""",
            $"langfuse_{key}: forged");

        Assert.Equal("served", answer.Body);
        Assert.DoesNotContain("forged", await gateway.StopAndPrintAsync(""));
        Assert.Equal($"gateway_only {key} 3", dropped.ToString());
    }

    [Fact]
    public async Task A_key_that_begins_like_the_gateways_is_the_gateways()
    {
        using var dropped = new DroppedValues();

        var tree = await MetadataGateway.PrintAsync("""{"metadata": {"user_api_key_of_tomorrow": "forged"} }""", [], [""]);

        Assert.DoesNotContain("forged", tree);
        Assert.Equal("gateway_only user_api_key 1", dropped.ToString());
    }

    [Fact]
    public void No_name_and_no_attribute_of_the_table_is_there_twice()
    {
        var names = MetadataKeyTable.Rows.Select(row => row.Name);
        var attributes = MetadataKeyTable.Rows.Select(row => row.Attribute).OfType<string>();

        Assert.Equal(names.Distinct(), names);
        Assert.Equal(attributes.Distinct(), attributes);
    }

    [Fact]
    public void An_attribute_of_the_table_has_the_home_that_a_SpanTag_of_its_name_has()
    {
        var homes = MetadataKeyTable.Rows.Where(row => row.Attribute is not null).Select(row => (row.Attribute, row.Spans));

        Assert.All(homes, home => Assert.Equal(home.Spans.ToString(), AttributeOwners.OwnerOf(home.Attribute!, onCall: false).ToString()));
    }

    [Fact]
    public void The_page_has_the_table()
    {
        var rows = MetadataKeyTable.Rows.Select(row => $"| `{row.Name}` | {SetterOf(row)} | {SpansOf(row)} | {row.Meaning} |");
        var table = string.Join('\n', rows.Prepend("|---|---|---|---|").Prepend("| key | set by | lands on | meaning |"));

        PageSection.Match("docs/metadata.md", "keys", table + "\n");
    }

    // A value of the row's kind, and what else its meaning needs.
    private static string Example(MetadataKeyFacts row) => row.Name switch
    {
        "update_trace_keys" => $$"""  "existing_trace_id": "{{Trace}}", "update_trace_keys": ["a", "b"]  """,
        "existing_trace_id" => $$"""  "existing_trace_id": "{{Trace}}"  """,
        "parent_observation_id" => $$"""  "trace_id": "{{Trace}}", "parent_observation_id": "00f067aa0ba902b7"  """,
        "prompt_version" => """  "prompt_name": "p", "prompt_version": 3  """,
        _ => row.Kind switch
        {
            MetadataValueKind.Texts => $"\"{row.Name}\": [\"a\", \"b\"]",
            MetadataValueKind.Flag => $"\"{row.Name}\": true",
            MetadataValueKind.Json => $$"""  "{{row.Name}}": {"a": [1]}  """,
            MetadataValueKind.Prompt => $$"""  "{{row.Name}}": {"name": "p", "version": 3}  """,
            _ => $"\"{row.Name}\": \"a text\"",
        },
    };

    private static string Expected(MetadataKeyFacts row, ReceivedSpan span)
    {
        var carries = row.Spans switch
        {
            MetadataSpans.Every => true,
            MetadataSpans.Root => span.Name == "Received Proxy Server Request",
            MetadataSpans.Request => span.Name == "litellm_request",
            _ => false,
        };
        return !carries ? "" : row.Name switch
        {
            "existing_trace_id" => "True",
            _ => row.Kind switch
            {
                MetadataValueKind.Texts => "a|b",
                MetadataValueKind.Flag => "True",
                MetadataValueKind.WholeNumber => "3",
                MetadataValueKind.Json => """{"a": [1]}""",
                _ => "a text",
            },
        };
    }

    private static string Text(object? value) => value is IEnumerable<object?> items ? string.Join('|', items) : $"{value}";

    private static string SetterOf(MetadataKeyFacts row) => row.Setter switch
    {
        MetadataSetter.Request => "request",
        MetadataSetter.Gateway => "gateway",
        _ => "both",
    };

    private static string SpansOf(MetadataKeyFacts row) => row.Spans switch
    {
        MetadataSpans.Every => $"every span: `{row.Attribute}`",
        MetadataSpans.Root when AttributeOwners.IsOfCaller(row.Attribute!) => $"root, `litellm_request`, attempts, failure: `{row.Attribute}`",
        MetadataSpans.Root => $"root: `{row.Attribute}`",
        MetadataSpans.Request => $"`litellm_request`: `{row.Attribute}`",
        _ => "",
    };
}
