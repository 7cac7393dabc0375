using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>Which of several sources of a value counts.</summary>
[Collection(ProcessWide.Name)]
public sealed class PrecedenceTests
{
    [Theory]
    [InlineData("header", """{"metadata": {"trace_user_id": "key"}, "user": "body"}""", "langfuse_trace_user_id: header")]
    [InlineData("key", """{"metadata": {"trace_user_id": "key"}, "user": "body"}""")]
    [InlineData("filled", """{"metadata": {"a": 1}, "litellm_metadata": {"trace_user_id": "filled"}, "user": "body"}""")]
    [InlineData("body", """{"metadata": {"trace_user_id": ""}, "user": "body"}""")]
    [InlineData("body", """{"metadata": {"trace_user_id": ["no text"]}, "user": "body"}""")]
    [InlineData("42", """{"metadata": {"trace_user_id": 42} }""")]
    [InlineData("last", """{"metadata": {"trace_user_id": "first", "trace_user_id": "last"} }""")]
    public async Task The_user_is_the_one_of_the_header_then_of_the_key_then_of_the_request(string user, string body, params string[] headers) =>
        Assert.Equal(user, await ValueAsync("user.id", body, headers));

    [Theory]
    [InlineData("provider's", "/v1/messages", """{"metadata": {"user_id": "provider's"} }""")]
    [InlineData("key", "/v1/messages", """{"metadata": {"user_id": "provider's"}, "litellm_metadata": {"trace_user_id": "key"} }""")]
    [InlineData("anybody's", MetadataGateway.Chat, """{"metadata": {"user_id": "anybody's"} }""")]
    public async Task Anthropics_user_is_the_requests_on_every_route(string user, string path, string body) =>
        Assert.Equal(user, await ValueAsync("user.id", body, [], path));

    [Theory]
    [InlineData("header", """{"metadata": {"session_id": "key"} }""", "langfuse_session_id: header", "x-litellm-session-id: litellm")]
    [InlineData("key", """{"metadata": {"session_id": "key"} }""")]
    [InlineData("litellm", """{"metadata": {"session_id": "key"} }""", "x-litellm-session-id: litellm", "x-acme-session-id: vendor-1")]
    [InlineData("litellm", "{}", "x-acme-session-id: vendor-1", "x-litellm-session-id: litellm")]
    [InlineData("vendor-1", "{}", "x-acme-session-id: vendor-1")]
    [InlineData("vendor-1", "{}", "x-zebra-session-id: vendor-2", "X-Acme-Session-Id: vendor-1")]
    [InlineData("", "{}", "x-acme-session-id: short")]
    [InlineData("", "{}", "x-acme-session-id: not a session")]
    [InlineData("session-1", "{}", "x-session-id: session-1")]
    public async Task The_session_is_the_one_of_the_gateways_header_then_of_a_vendors_then_of_the_key(string session, string body, params string[] headers) =>
        Assert.Equal(session, await ValueAsync("session.id", body, headers));

    [Theory]
    [InlineData("x-litellm-session-id")]
    [InlineData("x-acme-session-id")]
    [InlineData("langfuse_session_id")]
    public async Task A_session_never_becomes_a_trace(string header)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, "{}", $"{header}: 4bf92f3577b34da6a3ce929d0e0e4736", $"traceparent: {TestGateway.Caller}");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(TestGateway.CallerTrace, span.TraceId));
    }

    [Theory]
    [InlineData("a|b|3", """{"metadata": {"tags": ["a", "b", 3]} }""")]
    [InlineData("a|b", """{"metadata": {"tags": "[\"a\", \"b\"]"} }""")]
    [InlineData("a|b", """{"metadata": {"tags": "a, b,"} }""")]
    [InlineData("a|b|c", """{"metadata": {"tags": ["a", "b"]} }""", "x-litellm-tags: b,c")]
    [InlineData("b|c", "{}", "x-litellm-tags: b, c")]
    [InlineData("a", """{"metadata": {"tags": ["a"]} }""", "langfuse_tags: header")]
    [InlineData("header", "{}", "langfuse_tags: header")]
    public async Task Tags_are_an_array_or_its_text_or_a_list_and_the_headers_are_added(string tags, string body, params string[] headers) =>
        Assert.Equal(tags, await ValueAsync("litellm.trace.tags", body, headers));

    [Theory]
    [InlineData("own", "/v1/chat/completions", """{"metadata": {"trace_name": "own"}, "litellm_metadata": {"trace_name": "other"} }""")]
    [InlineData("other", "/v1/chat/completions", """{"metadata": {"trace_name": null}, "litellm_metadata": {"trace_name": "other"} }""")]
    [InlineData("own", "/v1/messages", """{"metadata": {"trace_name": "provider's"}, "litellm_metadata": {"trace_name": "own"} }""")]
    [InlineData("provider's", "/v1/messages", """{"metadata": {"trace_name": "provider's"}, "litellm_metadata": {} }""")]
    [InlineData("text", "/v1/chat/completions", """{"metadata": "{\"trace_name\": \"text\"}"}""")]
    [InlineData("text", "/v1/messages", """{"litellm_metadata": " {\"trace_name\": \"text\"} "}""")]
    public async Task A_key_counts_where_its_route_has_it_and_elsewhere_if_it_is_not_there(string name, string path, string body) =>
        Assert.Equal(name, await ValueAsync("litellm.trace.name", body, [], path));

    [Fact]
    public async Task On_a_metadata_route_keys_of_both_objects_are_carried() =>
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.metadata.a=1, litellm.metadata.b=true, litellm.metadata.c=text}
            ├─ auth  {litellm.metadata.a=1, litellm.metadata.b=true, litellm.metadata.c=text}
            └─ litellm_request  {litellm.metadata.a=1, litellm.metadata.b=true, litellm.metadata.c=text}
               ├─ guardrail  {litellm.metadata.a=1, litellm.metadata.b=true, litellm.metadata.c=text}
               └─ chat m [CLIENT]  {litellm.metadata.a=1, litellm.metadata.b=true, litellm.metadata.c=text}
            """,
            await MetadataGateway.PrintAsync("""{"metadata": {"a": 1, "b": true}, "litellm_metadata": {"a": 2, "c": "text"} }""", [], ["litellm.metadata."]));

    [Fact]
    public async Task On_routes_with_litellm_metadata_the_providers_metadata_is_not_read_as_the_gateways() =>
        Assert.Equal("", await ValueAsync("litellm.metadata.batch", """{"metadata": {"batch": "nightly", "user_id": "u"} }""", [], "/v1/messages"));

    [Theory]
    [InlineData("header", """{"metadata": {"region": "body"} }""", "langfuse_region: header")]
    [InlineData("{\"a\": [1, \"x\"]}", """{"metadata": {"region": {"a": [1, "x"]} } }""")]
    [InlineData("1.5", """{"metadata": {"region": 1.50} }""")]
    public async Task A_key_without_a_row_is_carried(string value, string body, params string[] headers) =>
        Assert.Equal(value, await ValueAsync("litellm.metadata.region", body, headers));

    [Fact]
    public async Task Scalars_of_headers_win_over_the_body() =>
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.trace.name=header, litellm.trace.release=r2, litellm.trace.version=v2}
            ├─ auth  {litellm.trace.name=header, litellm.trace.release=r2, litellm.trace.version=v2}
            └─ litellm_request  {litellm.generation_name=g2, litellm.generation_version="2", litellm.trace.name=header, litellm.trace.release=r2, litellm.trace.version=v2}
               ├─ guardrail  {litellm.trace.name=header, litellm.trace.release=r2, litellm.trace.version=v2}
               └─ chat m [CLIENT]  {litellm.trace.name=header, litellm.trace.release=r2, litellm.trace.version=v2}
            """,
            await MetadataGateway.PrintAsync(
                """{"metadata": {"trace_name": "b", "trace_version": "v1", "trace_release": "r1", "version": "1", "generation_name": "g1"} }""",
                ["langfuse_trace_name: header", "langfuse_trace_version: v2", "LANGFUSE_TRACE_RELEASE: r2", "langfuse_version: 2", "langfuse_generation_name: g2"],
                ["litellm.trace.", "litellm.generation_"]));

    private static async Task<string> ValueAsync(string attribute, string body, string[] headers, string path = MetadataGateway.Chat)
    {
        await using var gateway = await MetadataGateway.StartAsync();
        await gateway.PostBodyAsync(path, body, headers);
        var values = (await gateway.StopAsync()).Select(span => span.Attributes[attribute]).Select(value => value is IEnumerable<object?> items ? string.Join('|', items) : $"{value}");

        // On every span, and the same.
        return Assert.Single(values.Distinct());
    }
}
