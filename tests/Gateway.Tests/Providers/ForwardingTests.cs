using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

public sealed class ForwardingTests
{
    private static readonly string[] TransportHeaders = ["host", "content-length", "content-type", "accept"];

    private static readonly (string, string)[] CallersHeaders =
    [
        ("Authorization", "Bearer sk-caller"),
        ("x-api-key", "sk-caller"),
        ("Cookie", "session=secret"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("tracestate", "vendor=value"),
        ("baggage", "user=secret"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("User-Agent", "caller/1"),
    ];

    [Fact]
    public async Task An_OpenAI_style_provider_receives_its_own_key_and_no_header_of_the_caller()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models("openai/gpt-4.1", upstream, "v1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"group","messages":[]}""", CallersHeaders);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("Bearer sk-provider", request.Headers["Authorization"]);
        Assert.Equal(["authorization"], HeadersOf(request));
    }

    [Fact]
    public async Task An_Anthropic_provider_sees_its_own_key_and_the_callers_version_and_betas()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedAnthropic.Message));
        await using var gateway = await RunningGateway.StartAsync(Models("anthropic/claude-sonnet-4-5", upstream, ""));

        using var response = await gateway.PostAsync(
            "/v1/messages", """{"model":"group","messages":[]}""", [.. CallersHeaders, ("anthropic-version", "2023-01-01"), ("anthropic-beta", "files-2025")]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal("/v1/messages", request.Path);
        Assert.Equal("sk-provider", request.Headers["x-api-key"]);
        Assert.Equal("2023-01-01", request.Headers["anthropic-version"]);
        Assert.Equal(["anthropic-beta", "anthropic-version", "x-api-key"], HeadersOf(request));
    }

    [Fact]
    public async Task The_body_is_forwarded_unchanged_except_the_model_and_the_gateways_own_fields()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models("openai/gpt-4.1", upstream, "v1"));

        using var response = await gateway.PostAsync("/v1/chat/completions",
            """{"model":"group","messages":[{"role":"user","content":"h\u00e9 \ud83d \"q\"","x":[1.0, 1e3,null]}],"temperature":0.70,"metadata":{"trace_id":"t"},"guardrails":[],"unknown":{"a" : true}}""");

        Assert.Equal(
            """{"model":"gpt-4.1","messages":[{"role":"user","content":"h\u00e9 \ud83d \"q\"","x":[1.0, 1e3,null]}],"temperature":0.70,"unknown":{"a" : true}}""",
            Assert.Single(upstream.Requests).Body);
    }

    [Fact]
    public async Task Anthropics_metadata_is_forwarded()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedAnthropic.Message));
        await using var gateway = await RunningGateway.StartAsync(Models("anthropic/claude-sonnet-4-5", upstream, "v1/"));

        using var response = await gateway.PostAsync("/v1/messages", """{"model":"group","metadata":{"user_id":"u"},"litellm_metadata":{"a":1},"messages":[]}""");

        Assert.Equal("""{"model":"claude-sonnet-4-5","metadata":{"user_id":"u"},"messages":[]}""", Assert.Single(upstream.Requests).Body);
    }

    [Theory]
    [InlineData("openai/gpt-4.1", "/v1/messages", """{"type":"error","error":{"type":"invalid_request_error","message":"The provider of the model 'group' (openai) does not serve the messages API of this route."}}""")]
    [InlineData("anthropic/claude", "/v1/chat/completions", """{"error":{"message":"The provider of the model 'group' (anthropic) does not serve the chat completions API of this route.","type":"invalid_request_error","param":null,"code":null}}""")]
    public async Task A_provider_that_does_not_speak_the_routes_API_is_named_with_it(string model, string path, string body)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(model, upstream, "v1"));

        using var response = await gateway.PostAsync(path, """{"model":"group","messages":[]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(body[..^1], await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("converse")]
    [InlineData("converse-stream")]
    [InlineData("invoke")]
    [InlineData("invoke-with-response-stream")]
    public async Task Bedrocks_own_headers_pass_in_both_directions(string call)
    {
        (string Name, string Value)[] asked =
        [
            ("x-amzn-bedrock-accept", "application/json"),
            ("x-amzn-bedrock-guardrailidentifier", "gr-1"),
            ("x-amzn-bedrock-guardrailversion", "DRAFT"),
            ("x-amzn-bedrock-performanceconfig-latency", "optimized"),
            ("x-amzn-bedrock-service-tier", "priority"),
            ("x-amzn-bedrock-trace", "ENABLED"),
        ];
        (string Name, string Value)[] answered =
        [
            ("x-amzn-bedrock-content-type", "application/json"),
            ("x-amzn-bedrock-input-token-count", "3"),
            ("x-amzn-bedrock-output-token-count", "2"),
        ];
        var headers = answered.ToDictionary(header => header.Name, header => header.Value);
        headers["x-amzn-other"] = "1";
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}", headers: headers));
        await using var gateway = await RunningGateway.StartAsync(Models("bedrock/amazon.nova-lite-v1:0", upstream, ""));

        using var response = await gateway.PostAsync($"/model/group/{call}", """{"messages":[]}""", [.. CallersHeaders, .. asked]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(["authorization", .. asked.Select(header => header.Name)], HeadersOf(request));
        Assert.All(asked, header => Assert.Equal(header.Value, request.Headers[header.Name]));
        Assert.Equal(
            answered,
            response.Headers.Where(header => header.Key.StartsWith("x-amzn-", StringComparison.OrdinalIgnoreCase)).Select(header => (header.Key.ToLowerInvariant(), header.Value.Single())).Order());
    }

    [Fact]
    public async Task Bedrocks_headers_do_not_pass_to_another_providers_API()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion, headers: new Dictionary<string, string> { ["x-amzn-bedrock-trace"] = "1" }));
        await using var gateway = await RunningGateway.StartAsync(Models("openai/gpt-4.1", upstream, "v1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"group","messages":[]}""", [.. CallersHeaders, ("x-amzn-bedrock-trace", "1")]);

        Assert.Equal(["authorization"], HeadersOf(Assert.Single(upstream.Requests)));
        Assert.False(response.Headers.Contains("x-amzn-bedrock-trace"));
    }

    private static string Models(string model, FakeUpstream upstream, string path) =>
        $"model_list: [{{ model_name: group, litellm_params: {{ model: {model}, api_base: '{upstream.Endpoint}{path}', api_key: sk-provider }} }}]";

    private static IEnumerable<string> HeadersOf(RecordedRequest request) =>
        request.Headers.Keys.Select(name => name.ToLowerInvariant()).Except(TransportHeaders).Order(StringComparer.Ordinal);
}
