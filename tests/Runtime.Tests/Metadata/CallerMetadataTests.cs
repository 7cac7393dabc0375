using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>The tags and metadata of a caller's key and team.</summary>
[Collection(ProcessWide.Name)]
public sealed class CallerMetadataTests
{
    private static readonly LlmCaller Caller = new()
    {
        KeyHash = "hash",
        KeyTags = ["key", "both"],
        TeamTags = ["team", "both"],
        KeyMetadata = """{"cost_center": 7, "region": "key", "password": "p", "tags": ["of the key's metadata"], "guardrails": ["g"], "session_id": "no session"}""",
        TeamMetadata = """{"region": "team", "plan": "gold"}""",
    };

    [Theory]
    [InlineData("{}", "", "key|both|team|of the key's metadata", null)]
    [InlineData("""{"tags": [5, true, "a"], "metadata": {"region": "key", "plan": "silver"} }""", "", "5|a|key|both|team|of the key's metadata", "tags: wrong_type|plan: gateway_only")]
    [InlineData("""{"tags": ["asked", "both"], "metadata": {"region": "asked"} }""", "", "asked|both|key|team|of the key's metadata", "region: gateway_only")]
    [InlineData("{}", "x-litellm-tags: header", "header|key|both|team|of the key's metadata", null)]
    public async Task They_are_added_to_the_requests_and_win(string body, string header, string tags, string? dropped)
    {
        await using var gateway = await StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, body, header.Length == 0 ? [] : [header]);

        var spans = await gateway.StopAsync();
        Assert.All(spans, span =>
        {
            Assert.Equal(tags, string.Join('|', (IReadOnlyList<object?>)span.Attributes["litellm.trace.tags"]!));
            Assert.Equal(
                (7L, "key", "gold", null, null),
                (span.Attributes["litellm.metadata.cost_center"], span.Attributes["litellm.metadata.region"], span.Attributes["litellm.metadata.plan"], span.Attributes["litellm.metadata.password"], span.Attributes["session.id"]));
        });
        Assert.Equal([.. (dropped ?? "password: secret").Split('|').Append("password: secret").Distinct().Order(StringComparer.Ordinal)], Dropped(spans).Order());
    }

    [Theory]
    [InlineData(64, "")]
    [InlineData(65, "tags: too_many")]
    public async Task Many_tags_of_a_request_leave_room_for_the_keys(int count, string dropped)
    {
        string[] asked = [.. Enumerable.Range(0, count).Select(index => $"t{index}")];
        await using var gateway = await StartAsync(new LlmCaller { KeyTags = ["key"], TeamTags = ["team"] });

        await gateway.PostBodyAsync(MetadataGateway.Chat, JsonSerializer.Serialize(new { tags = asked[..40], metadata = new { tags = asked[40..] } }));

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal([.. asked[..64], "key", "team"], (IReadOnlyList<object?>)span.Attributes["litellm.trace.tags"]!));
        Assert.Equal(dropped, string.Join('|', Dropped(spans)));
    }

    [Fact]
    public async Task They_win_over_a_body_that_is_read_late()
    {
        await using var gateway = await LateGateway.StartAsync(http =>
        {
            LlmTrace.Current!.SetCaller(new LlmCaller { KeyTags = ["key"], KeyMetadata = """{"region": "key", "plan": "gold"}""" });
            return LateGateway.ReadAndCall(http);
        });

        var body = Encoding.UTF8.GetBytes(LateGateway.Chat(""" "tags": ["asked"], "metadata": {"region": "asked", "plan": "gold", "own": 1} """, 20_000));
        await gateway.PostSlowlyAsync(body[..10_000], body[10_000..]);

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal(
            ("key", "gold", 1L, "key|asked"),
            (span.Attributes["litellm.metadata.region"], span.Attributes["litellm.metadata.plan"], span.Attributes["litellm.metadata.own"], string.Join('|', (IReadOnlyList<object?>)span.Attributes["litellm.trace.tags"]!))));
        Assert.Equal(["region: gateway_only"], Dropped(spans));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task Metadata_that_is_no_object_adds_nothing(string metadata)
    {
        await using var gateway = await StartAsync(new LlmCaller { KeyMetadata = metadata });

        Assert.Equal("served", (await gateway.PostBodyAsync(MetadataGateway.Chat, "{}")).Body);

        Assert.All(await gateway.StopAsync(), span => Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("litellm.metadata.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(MissingSession.Omit, "{}", "")]
    [InlineData(MissingSession.Omit, """{"litellm_session_id": "s-1"}""", "s-1")]
    [InlineData(MissingSession.Generate, """{"litellm_session_id": "s-1"}""", "s-1")]
    [InlineData(MissingSession.Generate, "{}", "generated")]
    public async Task A_request_without_a_session_gets_one_where_it_is_asked_for(MissingSession missing, string body, string expected)
    {
        string? told = null;
        await using var gateway = await StartAsync(Caller, options => options.MissingSession = missing, trace => told = trace.SessionId);

        await gateway.PostBodyAsync(MetadataGateway.Chat, body);

        var sessions = (await gateway.StopAsync()).Select(span => (string?)span.Attributes["session.id"]).Distinct();
        var session = Assert.Single(sessions);
        Assert.Equal(session, told);
        Assert.Equal(expected, Guid.TryParse(session, out _) ? "generated" : session ?? "");
    }

    [Theory]
    [InlineData(MissingSession.Reject, """{"metadata": {"session_id": "s-1"} }""", "", "s-1")]
    [InlineData(MissingSession.Reject, "{}", "x-litellm-session-id: s-2", "s-2")]
    [InlineData(MissingSession.Reject, "{}", "", null)]
    [InlineData(MissingSession.Omit, "{}", "x-litellm-session-id: s-2", "s-2")]
    [InlineData(MissingSession.Omit, """{"metadata": {"session_id": "s-1"} }""", "", null)]
    public async Task The_session_is_known_where_nothing_is_recorded(MissingSession missing, string body, string header, string? session)
    {
        var told = "";
        await using var gateway = await StartAsync(Caller, options => options.MissingSession = missing, trace => told = trace.SessionId, export: false);

        await gateway.PostBodyAsync(MetadataGateway.Chat, body, header.Length == 0 ? [] : [header]);

        Assert.Equal(session, told);
    }

    private static IReadOnlyList<string> Dropped(IReadOnlyList<ReceivedSpan> spans) =>
        spans.Single(span => span.Kind == ReceivedSpanKind.Server).Attributes["litellm.metadata.dropped"] is IEnumerable<object?> names ? [.. names.Cast<string>()] : [];

    private static Task<TestGateway> StartAsync(LlmCaller? caller = null, Action<TracedLlmOptions>? options = null, Action<LlmTrace>? served = null, bool export = true) =>
        TestGateway.StartAsync(new GatewaySetup
        {
            Options = options ?? (_ => { }),
            Export = export,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(MetadataGateway.Chat, [TracedLlmRoute] (HttpContext http) =>
                {
                    LlmTrace.Current!.SetCaller(caller ?? Caller);
                    served?.Invoke(LlmTrace.Current!);
                    return MetadataGateway.Handle(http);
                });
            },
        });
}
