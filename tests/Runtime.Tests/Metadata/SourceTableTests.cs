using System.Text.Json;
using TracedLlm.Facts;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>Every row of the table of sources is read, and wins over the rows behind it, on every API.</summary>
[Collection(ProcessWide.Name)]
public sealed class SourceTableTests
{
    private const string First = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Second = "0af7651916cd43dd8448eb211c80319c";

    private static readonly string[] Routes = [MetadataGateway.Chat, .. MetadataGateway.LiteLlmMetadataRoutes];

    public static TheoryData<string, int> Rows => OnEveryRoute(Enumerable.Range(0, MetadataSourceTable.Rows.Length).Where(index => MetadataSourceTable.Rows[index].Place != MetadataPlace.Caller));

    /// <summary>The rows that another row of the same key follows.</summary>
    public static TheoryData<string, int> Pairs => OnEveryRoute(Enumerable.Range(0, MetadataSourceTable.Rows.Length - 1).Where(index =>
        MetadataSourceTable.Rows[index + 1] is { Place: not MetadataPlace.Caller } next && next.Key == MetadataSourceTable.Rows[index].Key));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_source_is_read(string path, int index)
    {
        var row = MetadataSourceTable.Rows[index];

        Assert.Equal(First, await ReadAsync(path, row.Key, (row, First)));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_source_wins_over_the_next_one_and_tags_are_added(string path, int index)
    {
        var (row, next) = (MetadataSourceTable.Rows[index], MetadataSourceTable.Rows[index + 1]);

        // Tags in the metadata hide those of a langfuse header. Those of the baggage stand where the metadata's do.
        var expected = row.Key != MetadataKeyTable.Tags || next.Place == MetadataPlace.LangfuseHeader ? First
            : next.Place == MetadataPlace.Baggage ? $"{Second}|{First}"
            : $"{First}|{Second}";
        Assert.Equal(expected, await ReadAsync(path, row.Key, (row, First), (next, Second)));
    }

    [Theory]
    [InlineData("x-litellm-session-id", "session.id")]
    [InlineData("session-id", "session.id")]
    [InlineData("litellm_session_id", "session.id")]
    public async Task A_session_is_no_trace(string name, string attribute)
    {
        var row = Array.Find(MetadataSourceTable.Rows, row => row.Name == name)!;
        await using var gateway = await MetadataGateway.StartAsync();

        await PostAsync(gateway, MetadataGateway.Chat, (row, First));

        Assert.All(await gateway.StopAsync(), span => Assert.Equal((First, false), ((string?)span.Attributes[attribute], span.TraceId == First)));
    }

    [Theory]
    [InlineData("openai-python/1.0", null)]
    [InlineData("codex_cli_rs/0.40.0 (Ubuntu 24.4.0; x86_64)", "s-1")]
    [InlineData("Codex Desktop", "s-1")]
    public async Task Codexs_headers_count_from_Codex_only(string agent, string? session)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", $"user-agent: {agent}", "session_id: s-1");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(session, span.Attributes["session.id"]));
    }

    [Theory]
    [InlineData("\"user_0ab1_account__session_e96634a3-fa28-4083-b354-55542e2dca01\"", "e96634a3-fa28-4083-b354-55542e2dca01")]
    [InlineData("\"{\\\"device_id\\\":\\\"d\\\",\\\"session_id\\\":\\\"s-1\\\"}\"", "s-1")]
    [InlineData("{\"session_id\": \"s-1\"}", "s-1")]
    [InlineData("\"user_session_short\"", null)]
    [InlineData("\"user_session_not a session\"", null)]
    [InlineData("\"alice\"", null)]
    [InlineData("7", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    public async Task The_session_of_Claude_Code_is_inside_its_user(string user, string? session)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync("/v1/messages", $$"""{"stream": true, "metadata": {"user_id": {{user}}} }""");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(session, span.Attributes["session.id"]));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "real")]
    [InlineData("/v1/messages", "2026archive")]
    public async Task A_users_name_with_such_an_end_is_a_session_only_where_the_metadata_is_the_providers(string path, string session)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(path, """{"metadata": {"user_id": "tenant_session_2026archive"}, "litellm_session_id": "real"}""");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(session, span.Attributes["session.id"]));
    }

    [Theory]
    [InlineData("""{"user": 123}""", "123", null, null)]
    [InlineData("""{"user": 123, "safety_identifier": "s"}""", "123", null, null)]
    [InlineData("""{"user": {"id": 1}}""", null, null, "user: wrong_type")]
    [InlineData("""{"user": false, "safety_identifier": []}""", null, null, "user: wrong_type|safety_identifier: wrong_type")]
    [InlineData("""{"litellm_metadata": {"user": []}, "safety_identifier": 7}""", "7", null, "user: wrong_type")]
    [InlineData("""{"litellm_session_id": 7}""", null, "7", null)]
    [InlineData("""{"litellm_session_id": true, "litellm_trace_id": "t"}""", null, "t", "litellm_session_id: wrong_type")]
    [InlineData("""{"user": null, "litellm_session_id": ""}""", null, null, null)]
    public async Task A_number_is_a_text_and_another_type_is_named(string body, string? user, string? session, string? dropped)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, body);

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal((user, session), (span.Attributes["user.id"], span.Attributes["session.id"])));
        Assert.Equal(dropped, spans.Select(span => span.Attributes["litellm.metadata.dropped"]).OfType<IEnumerable<object?>>().Select(names => string.Join('|', names)).SingleOrDefault());
    }

    [Fact]
    public void The_page_has_the_table()
    {
        var rows = MetadataSourceTable.Rows.GroupBy(row => row.Key).SelectMany(group => group.Select((row, index) =>
            $"| {(index == 0 ? NameOf(group.Key) : "")} | {index + 1} | {PlaceOf(row)}{(row.Note.Length > 0 ? $": {row.Note}" : "")} |"));

        PageSection.Match("docs/metadata.md", "sources", string.Join('\n', rows.Prepend("|---|---|---|").Prepend("| value | rank | source |")) + "\n");
    }

    private static TheoryData<string, int> OnEveryRoute(IEnumerable<int> rows)
    {
        var data = new TheoryData<string, int>();
        foreach (var (path, index) in Routes.SelectMany(path => rows.Select(index => (path, index))))
        {
            if (path == MetadataGateway.Chat && MetadataSourceTable.Rows[index].Place == MetadataPlace.SessionInUserId)
            {
                continue;
            }

            data.Add(path, index);
        }

        return data;
    }

    private static async Task<string> ReadAsync(string path, MetadataKeyFacts key, params (MetadataSourceFacts Row, string Value)[] sources)
    {
        await using var gateway = await MetadataGateway.StartAsync();
        var answer = await PostAsync(gateway, path, sources);
        Assert.Equal("served", answer.Body);
        var spans = await gateway.StopAsync();
        var values = spans
            .Where(span => key.Spans == MetadataSpans.Every || span.Name == "litellm_request")
            .Select(span => span.Attributes[key.Attribute!] is IEnumerable<object?> items ? string.Join('|', items) : $"{span.Attributes[key.Attribute!]}");
        return Assert.Single(values.Distinct());
    }

    private static Task<GatewayAnswer> PostAsync(TestGateway gateway, string path, params (MetadataSourceFacts Row, string Value)[] sources)
    {
        List<string> headers = ["user-agent: codex_cli_rs/0.40.0"];
        List<string> baggage = [];
        Dictionary<string, object> body = [];
        foreach (var (row, value) in sources)
        {
            switch (row.Place)
            {
                case MetadataPlace.LangfuseHeader or MetadataPlace.Header or MetadataPlace.CodexHeader:
                    headers.Add($"{row.Name}: {value}");
                    break;
                case MetadataPlace.VendorHeader:
                    headers.Add($"x-acme-session-id: {value}");
                    break;
                case MetadataPlace.Baggage:
                    baggage.Add($"{row.Name}={value}");
                    break;
                case MetadataPlace.BodyField:
                    body[row.Name] = row.Key == MetadataKeyTable.Tags ? new[] { value } : value;
                    break;
                case MetadataPlace.MetadataKey:
                    AddMember(body, path == MetadataGateway.Chat ? "metadata" : "litellm_metadata", row.Name, row.Key == MetadataKeyTable.Tags ? new[] { value } : value);
                    break;
                case MetadataPlace.LiteLlmMetadata:
                    AddMember(body, "litellm_metadata", row.Name, value);
                    break;
                case MetadataPlace.Metadata:
                    AddMember(body, "metadata", row.Name, value);
                    break;
                case MetadataPlace.SessionInUserId:
                    AddMember(body, "metadata", row.Name, $"user_1_account__session_{value}");
                    break;
                default:
                    throw new InvalidOperationException($"{row.Place} is no part of a request.");
            }
        }

        if (baggage.Count > 0)
        {
            headers.Add("baggage: " + string.Join(',', baggage));
        }

        return gateway.PostBodyAsync(path, JsonSerializer.Serialize(body), [.. headers]);
    }

    private static void AddMember(Dictionary<string, object> body, string field, string name, object value)
    {
        if (!body.TryGetValue(field, out var members))
        {
            body[field] = members = new Dictionary<string, object>();
        }

        ((Dictionary<string, object>)members)[name] = value;
    }

    private static string NameOf(MetadataKeyFacts key) =>
        key == MetadataKeyTable.SessionId ? "session"
        : key == MetadataKeyTable.TraceUserId ? "user"
        : key == MetadataKeyTable.TraceIdKey ? "trace"
        : key == MetadataKeyTable.Tags ? "tags"
        : "agent";

    private static string PlaceOf(MetadataSourceFacts row) => row.Place switch
    {
        MetadataPlace.LangfuseHeader or MetadataPlace.Header or MetadataPlace.VendorHeader or MetadataPlace.CodexHeader => $"header `{row.Name}`",
        MetadataPlace.Baggage => $"entry `{row.Name}` of `baggage`",
        MetadataPlace.BodyField => $"field `{row.Name}` of the body",
        MetadataPlace.MetadataKey => $"key `{row.Name}` of the gateway's metadata",
        MetadataPlace.LiteLlmMetadata => $"`litellm_metadata.{row.Name}`",
        MetadataPlace.Metadata or MetadataPlace.SessionInUserId => $"`metadata.{row.Name}`",
        _ => $"`LlmCaller.{row.Name}`",
    };
}
