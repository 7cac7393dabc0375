using System.Net;
using System.Text.Json;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Guardrails;

public sealed class PatternGuardrailTests
{
    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"a SECRET"}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"SECRET"}]}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{\"a\":\"SECRET\"}"}}]}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","cont\u0065nt":"S\u0045CRET"}]}""")]
    [InlineData("/v1/messages", """{"model":"m","system":"SECRET","messages":[]}""")]
    [InlineData("/v1/messages", """{"model":"m","system":[{"type":"text","text":"SECRET"}],"messages":[]}""")]
    [InlineData("/v1/messages", """{"model":"m","messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"SECRET"}]}]}]}""")]
    public async Task A_match_is_blocked_anywhere_in_the_request(string path, string body)
    {
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith("mode: pre_call, default_on: true"));

        using var response = await gateway.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Blocked by the guardrail 'words'.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"SECRET"}],"guardrails":["words"]}""", 400)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"SECRET"}],"guardrails":[{"words":{"extra_body":{}}}]}""", 400)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"SECRET"}],"metadata":{"guardrails":["words"]}}""", 400)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"SECRET"}],"guardrails":[]}""", 200)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"SECRET"}]}""", 200)]
    public async Task A_guardrail_that_is_not_always_on_applies_where_it_is_named(string body, int status)
    {
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith("mode: pre_call"));

        using var response = await gateway.PostAsync("/v1/chat/completions", body);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Masked_text_does_not_reach_the_provider()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith("mode: pre_call, default_on: true, action: mask", $"model: openai/gpt, api_key: k, api_base: '{upstream.Endpoint}'"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"é a SECRET and SECRET"},{"role":"user","content":"fine"}],"n":1.0}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"model":"gpt","messages":[{"role":"user","content":"é a [MASKED] and [MASKED]"},{"role":"user","content":"fine"}],"n":1.0}""",
            Assert.Single(upstream.Requests).Body);
    }

    [Theory]
    [InlineData("during_call")]
    [InlineData("post_call")]
    [InlineData("[pre_call, post_call]")]
    public async Task Later_modes_block_before_the_caller_sees_anything(string mode)
    {
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith($"mode: {mode}, default_on: true"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","stream":true,"messages":[{"role":"user","content":"SECRET"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task During_the_call_it_is_too_late_to_mask_so_the_request_is_blocked()
    {
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith("mode: during_call, default_on: true, action: mask"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"SECRET"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Mode_logging_only_never_blocks()
    {
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith("mode: logging_only, default_on: true"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"SECRET"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "choices.*.message.content")]
    [InlineData("/v1/messages", "content.*.text")]
    public async Task A_response_is_masked(string path, string place)
    {
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith("mode: post_call, default_on: true, action: mask"));

        using var response = await gateway.PostAsync(path, """{"model":"m","messages":[{"role":"user","content":"a SECRET word"}]}""");

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(["Hello from demo. You said: a [MASKED] word"], JsonPaths.Parse(place).TextsIn(body.RootElement));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "choices.*.delta.content", "data: [DONE]\n\n")]
    [InlineData("/v1/messages", "delta.text", "data: {\"type\":\"message_stop\"}\n\n")]
    public async Task A_streamed_response_is_masked_across_its_chunks(string path, string place, string end)
    {
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith("mode: post_call, default_on: true, action: mask").Replace("SECRET", "a SECRET", StringComparison.Ordinal));

        using var response = await gateway.PostAsync(path, """{"model":"m","stream":true,"messages":[{"role":"user","content":"a SECRET word"}]}""");

        var stream = await response.Content.ReadAsStringAsync();
        var texts = stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
            .SelectMany(line => JsonPaths.Parse(place).TextsIn(JsonDocument.Parse(line["data: ".Length..]).RootElement));
        Assert.Equal("Hello from demo. You said: [MASKED] word", string.Concat(texts));
        Assert.EndsWith(end, stream, StringComparison.Ordinal);
    }

    private static string ConfigurationWith(string parameters, string model = "model: simulated/demo") => $$"""
        model_list: [{ model_name: m, litellm_params: { {{model}} } }]
        guardrails: [{ guardrail_name: words, litellm_params: { guardrail: regex, pattern: SECRET, {{parameters}} } }]
        """;
}
