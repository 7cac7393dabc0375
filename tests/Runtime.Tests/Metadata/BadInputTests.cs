using System.Text.Json;
using TracedLlm.Metadata;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>A request with any metadata is served and has a correct trace.</summary>
[Collection(ProcessWide.Name)]
public sealed class BadInputTests
{
    private static readonly string Megabyte = new('x', 1 << 20);
    private static readonly string Long = new('x', 20_000);

    public static TheoryData<string, string> Bodies => new()
    {
        { """{"metadata": [1, 2]}""", "wrong_type metadata 1" },
        { """{"metadata": 7, "litellm_metadata": true}""", "wrong_type litellm_metadata 1, wrong_type metadata 1" },
        { """{"metadata": "no object"}""", "wrong_type metadata 1" },
        { """{"metadata": null, "litellm_metadata": ""}""", "" },
        { """{"metadata": {"session_id": {}, "trace_user_id": true, "trace_name": []} }""", "wrong_type session_id 1, wrong_type trace_name 1, wrong_type trace_user_id 1" },
        { """{"metadata": {"tags": {"a": 1}, "debug_langfuse": "perhaps", "trace_metadata": "text", "prompt": 3} }""", "wrong_type debug_langfuse 1, wrong_type prompt 1, wrong_type tags 1, wrong_type trace_metadata 1" },
        { """{"metadata": {"trace_id": 17, "existing_trace_id": {}, "parent_observation_id": []} }""", "wrong_type existing_trace_id 1, wrong_type parent_observation_id 1, wrong_type trace_id 1" },
        { """{"metadata": {"trace_id": "00000000000000000000000000000000"} }""", "bad_id trace_id 1" },
        { """{"metadata": {"trace_id": "00000000-0000-0000-0000-000000000000", "parent_observation_id": "0000000000000000"} }""", "bad_id parent_observation_id 1, bad_id trace_id 1" },
        { """{"metadata": {"parent_observation_id": "00f067aa0ba902b7"} }""", "incomplete parent_observation_id 1" },
        { """{"metadata": {"session_id": "a\u0000b", "trace_name": "a\nb", "trace_id": "a\u001b[31m", "tags": ["ok", "a\u0007"]} }""", "control_character session_id 1, control_character tags 1, control_character trace_id 1, control_character trace_name 1" },
        { """{"metadata": {"free": "a\u0000b", "na\u0001me": 1} }""", "control_character other 2" },
        { """{"metadata": {"my_api_key": "k", "X-Api-Key": "k", "authToken": "k", "client_secret": "k", "Password": "k", "cookies": "k", "authorization": "k", "my_headers": "k", "hidden_params": {} } }""", "secret other 9" },
        { """{"metadata": {"langfuse_public_key": "k", "private_key": "k", "aws_access_key_id": "k", "arize_space_key": "k", "arize_space_id": "k", "of": {"langfuse_public_key": "k"}} }""", "secret other 6" },
        { """{"metadata": {"nested": {"deep": [{"api_key": "k"}]}, "text": "{\"password\": \"k\"}", "trace_metadata": {"token": "k"} } }""", "secret other 2, secret trace_metadata 1" },
        { """{"metadata": {"note": "Bearer sk-1234567890abcdef", "session_id": "sk-1234567890abcdef", "tags": ["ok", "ghp_0123456789abcdef"], "nested": {"of": "use sk-ant-1234567890"} } }""", "secret other 2, secret session_id 1, secret tags 1" },
        { $$"""{"metadata": {"debug_langfuse": "{{Megabyte}}", "free": "{{Megabyte}}", "trace_id": "{{Megabyte}}"} }""", "too_long debug_langfuse 1, too_long other 1, too_long trace_id 1" },
        { $$"""{"metadata": {"note": "{{Long}} sk-1234567890abcdef", "of": {"a": "{{Long}}", "b": "use sk-ant-1234567890"}, "session_id": "{{Long}} sk-1234567890abcdef", "tags": ["{{Long}} ghp_0123456789abcdef"]} }""", "secret other 2, secret session_id 1, secret tags 1, too_long other 1" },
        { $$"""{"metadata": {"{{Long}}_api_key": "k", "user_api_key_{{Long}}": "k", "{{Long}}": {"a": "{{Long}}", "token": "k"} } }""", "gateway_only user_api_key 1, secret other 2, too_long other 2" },
        { """{"metadata": {"user_api_key_hash": "forged", "user_api_key_of_tomorrow": 1, "user_api_key": "k", "headers": {"authorization": "k"}, "litellm_parent_otel_span": "s"} }""", "gateway_only headers 1, gateway_only litellm_parent_otel_span 1, gateway_only user_api_key 2, gateway_only user_api_key_hash 1" },
        { $$"""{"metadata": {"a": {{new string('[', 50_000)}}{{new string(']', 50_000)}}} }""", "" },
        { """{"metadata": {"session_id": ["\ud800"], "tags": ["\ud800", 7, null, {}]} }""", "wrong_type session_id 1, wrong_type tags 1" },
        { $$"""{"metadata": {"{{Megabyte}}": 1, "free": ["{{Megabyte}}"]} }""", "too_long other 2" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_value_is_dropped_and_counted(string body, string counted)
    {
        using var dropped = new DroppedValues();
        await using var gateway = await MetadataGateway.StartAsync();

        var answer = await gateway.PostBodyAsync(MetadataGateway.Chat, body, $"langfuse_release: 7");

        Assert.Equal("served", answer.Body);
        var spans = await gateway.StopAsync();
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            ├─ auth
            └─ litellm_request
               ├─ guardrail
               └─ chat m [CLIENT]
            """,
            TestGateway.Print(spans, "session.", "user.", "litellm.trace.name", "litellm.prompt"));
        Assert.All(spans, span => Assert.Equal(span.Name == "litellm_request" ? span.TraceId : null, span.Attributes["litellm.trace_id"]));
        Assert.All(spans, span => Assert.Equal("7", span.Attributes["litellm.metadata.release"]));
        Assert.Equal(counted, dropped.ToString());
    }

    [Theory]
    [InlineData("""{"metadata": {"trace_id": "00000000000000000000000000000000", "parent_observation_id": "0000000000000000"} }""", "bad_id parent_observation_id 1, bad_id trace_id 1")]
    [InlineData("""{"metadata": {"existing_trace_id": ["a"], "trace_id": 4, "parent_observation_id": {} } }""", "wrong_type existing_trace_id 1, wrong_type parent_observation_id 1, wrong_type trace_id 1")]
    [InlineData("""{"metadata": {"trace_id": "a\u0000b"} }""", "control_character trace_id 1")]
    [InlineData("""{"metadata": {"trace_id": " "} }""", "")]
    [InlineData("""{"metadata": "{", "litellm_metadata": "[]"}""", "wrong_type litellm_metadata 1, wrong_type metadata 1")]
    [InlineData("""[{"metadata": {"trace_id": "a"} }]""", "")]
    [InlineData("""{"metadata": {"trace_id": """, "")]
    [InlineData("no JSON", "")]
    public async Task An_invalid_trace_id_leaves_the_request_in_its_callers_trace(string body, string counted)
    {
        using var dropped = new DroppedValues();
        await using var gateway = await MetadataGateway.StartAsync();

        var answer = await gateway.PostBodyAsync(MetadataGateway.Chat, body, $"traceparent: {TestGateway.Caller}");

        Assert.Equal("served", answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ auth
            └─ litellm_request
               ├─ guardrail
               └─ chat m [CLIENT]
            """,
            await gateway.StopAndPrintAsync("litellm.trace.", "session.", "user."));
        Assert.Equal(counted, dropped.ToString());
    }

    [Fact]
    public async Task At_most_thirty_two_of_ten_thousand_keys_are_kept()
    {
        using var dropped = new DroppedValues();
        var metadata = Enumerable.Range(0, 10_000).ToDictionary(number => $"key{number}", number => number);
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, JsonSerializer.Serialize(new { metadata, user = "u" }));

        Assert.All(await gateway.StopAsync(), span =>
        {
            Assert.Equal(Enumerable.Range(0, 32).Select(number => $"litellm.metadata.key{number}"), Others(span));
            Assert.Equal("u", span.Attributes["user.id"]);
        });
        Assert.Equal("too_many other 9968", dropped.ToString());
    }

    [Fact]
    public async Task A_key_after_ten_thousand_others_still_counts()
    {
        var keys = string.Join(", ", Enumerable.Range(0, 10_000).Select(number => $"\"k{number}\": {number}"));
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, $$"""{"metadata": { {{keys}}, "session_id": "s-1", "k0": "last"} }""");

        Assert.All(await gateway.StopAsync(), span =>
        {
            Assert.Equal("s-1", span.Attributes["session.id"]);
            Assert.Equal("last", span.Attributes["litellm.metadata.k0"]);
        });
    }

    [Fact]
    public async Task A_long_value_is_cut_between_characters_and_counted()
    {
        using var dropped = new DroppedValues();
        var text = new string('x', 1_023) + "😀 and more";
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, JsonSerializer.Serialize(new { metadata = new { free = text, lines = "a\n\tb" } }));

        Assert.All(await gateway.StopAsync(), span =>
        {
            Assert.Equal(new string('x', 1_023), span.Attributes["litellm.metadata.free"]);
            Assert.Equal("a\n\tb", span.Attributes["litellm.metadata.lines"]);
        });
        Assert.Equal("too_long other 1", dropped.ToString());
    }

    [Fact]
    public async Task Long_values_of_every_kind_are_cut_and_long_names_too()
    {
        using var dropped = new DroppedValues();
        var text = new string('x', 1_023) + "😀 and more";
        var metadata = new Dictionary<string, object>
        {
            ["session_id"] = text,
            ["trace_user_id"] = text + Long,
            ["trace_name"] = Megabyte[..600_000],
            ["tags"] = new[] { new string('t', 199) + "😀", "short" },
            ["trace_metadata"] = new { a = 1, b = Long, c = 2 },
            ["of"] = new { a = 1, b = new[] { Long }, c = 2 },
            [new string('n', 127) + "😀 and more"] = "named",
        };
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, JsonSerializer.Serialize(new { metadata }).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));

        var spans = await gateway.StopAsync();
        Assert.All(spans, span =>
        {
            Assert.Equal((new string('x', 1_023), new string('x', 1_023)), (span.Attributes["session.id"], span.Attributes["user.id"]));
            Assert.Equal(new string('x', 1_024), span.Attributes["litellm.trace.name"]);
            Assert.Equal([new string('t', 199), "short"], (IReadOnlyList<object?>)span.Attributes["litellm.trace.tags"]!);
            Assert.Equal("named", span.Attributes["litellm.metadata." + new string('n', 127)]);
            using var of = JsonDocument.Parse(span.Attributes.Get<string>("litellm.metadata.of"));
            Assert.Equal((1, "…"), (of.RootElement.GetProperty("a").GetInt32(), of.RootElement.GetProperty("b")[0].GetString()!.TrimStart('x')));
        });
        var traced = spans.Single(span => span.Kind == ReceivedSpanKind.Server).Attributes.Get<string>("litellm.trace.metadata");
        Assert.Equal(("{\"a\":1,\"b\":\"x", "x…\"}"), (traced[..13], traced[^4..]));
        Assert.InRange(traced.Length, 16_000, 16_384);
        Assert.Equal("too_long other 2, too_long session_id 1, too_long tags 1, too_long trace_metadata 1, too_long trace_name 1, too_long trace_user_id 1", dropped.ToString());
    }

    [Theory]
    [InlineData("langfuse_session_id", "session_id")]
    [InlineData("x-litellm-session-id", "x-litellm-session-id")]
    [InlineData("x-claude-session-id", "x-vendor-session-id")]
    public async Task A_long_session_of_a_header_is_cut(string header, string key)
    {
        using var dropped = new DroppedValues();
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", $"{header}: {Long[..2_000]}");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(Long[..1_024], span.Attributes["session.id"]));
        Assert.Equal($"too_long {key} 1", dropped.ToString());
    }

    [Fact]
    public async Task A_long_name_of_a_header_is_cut()
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", $"langfuse_{Long[..2_000]}: free");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal("free", span.Attributes["litellm.metadata." + Long[..128]]));
    }

    [Theory]
    [InlineData("\"yes please\"", true)]
    [InlineData("{}", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1", true)]
    [InlineData("\"false\"", false)]
    [InlineData("0", false)]
    [InlineData("null", false)]
    public void An_unreadable_masking_key_masks(string value, bool masks)
    {
        var metadata = RequestMetadata.Read(new() { Metadata = System.Text.Encoding.UTF8.GetBytes($$"""{"mask_input": {{value}} }""") });

        Assert.Equal((masks, false), (metadata.MaskInput, metadata.MaskOutput));
    }

    [Theory]
    [InlineData("""{"session_id": "s", "trace_name": "cut""")]
    [InlineData("""{"session_id": "s", "trace_name": """)]
    [InlineData("""{"session_id": "s", x}""")]
    [InlineData("""{"session_id": "s", "a": "\q", "b": [1, }""")]
    [InlineData("{\"session_id\": \"s\", \"\\ud800\": 1, \"b\": \"\\ud800\"}")]
    public void Broken_JSON_gives_at_most_the_fields_before_the_error_and_never_throws(string json)
    {
        var metadata = RequestMetadata.Read(new() { Metadata = System.Text.Encoding.UTF8.GetBytes(json) });

        Assert.All(metadata.EverySpan.ToArray(), tag => Assert.Contains(tag.Key, new[] { "session.id", "litellm.metadata.b", "litellm.metadata.\ufffd" }));
    }

    private static IEnumerable<string> Others(ReceivedSpan span) =>
        span.Attributes.Keys.Where(key => key.StartsWith("litellm.metadata.", StringComparison.Ordinal) && key != "litellm.metadata.dropped");
}
