using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>The headers by which clients decide whether and when they try again.</summary>
public sealed class RetryAdviceTests
{
    private static readonly Dictionary<string, string> Steering = new()
    {
        ["retry-after"] = "0",
        ["retry-after-ms"] = "17",
        ["x-should-retry"] = "false",
        ["request-id"] = "req_1",
        ["x-request-id"] = "req_2",
        ["x-ratelimit-remaining-requests"] = "3",
        ["x-ratelimitbysize-limit-minute"] = "4",
        ["anthropic-ratelimit-tokens-remaining"] = "5",
        ["ratelimit-policy"] = "6",
    };

    [Theory]
    [InlineData("/v1/chat/completions", "first", 429)]
    [InlineData("/v1/chat/completions", "first", 200)]
    [InlineData("/v1/messages", "claude", 529)]
    [InlineData("/anthropic/v1/messages", "claude-x", 529)]
    public async Task The_providers_headers_that_steer_retries_pass(string path, string model, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion, status, Steering));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","messages":[]}""");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(Steering, Steering.Keys.ToDictionary(name => name, name => string.Join(',', response.Headers.NonValidated[name])));
    }

    [Theory]
    [InlineData(503, "false", 1)]
    [InlineData(429, "false", 1)]
    [InlineData(503, "true", 3)]
    [InlineData(503, "perhaps", 3)]
    [InlineData(400, "true", 3)]
    [InlineData(200, "true", 1)]
    public async Task The_gateway_retries_as_the_provider_says(int status, string advice, int calls)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(
            RecordedOpenAi.ChatCompletion, status, new Dictionary<string, string> { ["x-should-retry"] = advice, ["retry-after-ms"] = "1" }));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 2"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"first","messages":[]}""");

        Assert.Equal(calls, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_fallback_follows_where_the_same_call_is_useless()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.ServerError, 503, new Dictionary<string, string> { ["x-should-retry"] = "false" }),
            UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 2, fallbacks: [{ first: [second] }]"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"first","messages":[]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["second"], response.Headers.GetValues("x-litellm-model-group"));
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"nobody"}""", 404, "false")]
    [InlineData("/v1/chat/completions", "{}", 400, "false")]
    [InlineData("/v1/messages", """{"model":"first"}""", 400, "false")]
    [InlineData("/v1/chat/completions", """{"model":"refused","messages":[]}""", 502, "false")]
    [InlineData("/v1/chat/completions", """{"model":"redirected","messages":[]}""", 502, "false")]
    [InlineData("/v1/chat/completions", """{"model":"gone","messages":[]}""", 502, null)]
    public async Task The_gateways_own_errors_have_an_id_and_say_when_another_try_is_useless(string path, string body, int status, string? advice)
    {
        await using var upstream = await FakeUpstream.StartAsync(request => request.Body.Contains("redirect", StringComparison.Ordinal)
            ? UpstreamAnswer.Json("", 301, new Dictionary<string, string> { ["Location"] = "https://example.com/" })
            : UpstreamAnswer.Json("{}", 401));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync(path, body, ("x-litellm-call-id", "call-7"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["call-7", "call-7"], new[] { "x-request-id", "request-id" }.Select(name => Assert.Single(response.Headers.GetValues(name))));
        Assert.Equal(advice, response.Headers.TryGetValues("x-should-retry", out var values) ? Assert.Single(values) : null);
    }

    private static string Models(FakeUpstream upstream, string settings = "") => $$"""
        model_list:
          - { model_name: first, litellm_params: { model: openai/a, api_base: '{{upstream.Endpoint}}v1' } }
          - { model_name: second, litellm_params: { model: openai/b, api_base: '{{upstream.Endpoint}}v1' } }
          - { model_name: claude, litellm_params: { model: anthropic/c, api_base: '{{upstream.Endpoint}}' } }
          - { model_name: refused, litellm_params: { model: openai/refused, api_base: '{{upstream.Endpoint}}v1' } }
          - { model_name: redirected, litellm_params: { model: openai/redirected, api_base: '{{upstream.Endpoint}}v1' } }
          - { model_name: gone, litellm_params: { model: simulated/unreachable } }
        litellm_settings: { {{settings}} }
        """;
}
