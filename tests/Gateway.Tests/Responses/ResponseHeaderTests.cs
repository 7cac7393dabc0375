using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Responses;

/// <summary>LiteLLM's headers of responses, as a client receives them.</summary>
public sealed class ResponseHeaderTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2}}""";
    private const string Asked = """{"model":"gpt","messages":[]}""";

    /// <summary>The headers of an answer, apart from ids, counts of retries and durations.</summary>
    private const string OfAnswer = "x-litellm-model-group: gpt, x-litellm-model-id: one, x-litellm-version: VERSION";

    private static readonly Dictionary<string, string> OfProvider = new()
    {
        ["x-request-id"] = "req-1",
        ["X-RateLimit-Remaining-Tokens"] = "9",
        ["openai-processing-ms"] = "17",
        ["openai-organization"] = "org-of-the-operator",
        ["OpenAI-Project"] = "project-of-the-operator",
        ["Location"] = "https://provider.example.com/jobs/1",
        ["x-echo"] = "Bearer sk-provider",
        ["set-cookie"] = "session=1",
        ["strict-transport-security"] = "max-age=1",
        ["access-control-allow-origin"] = "*",
        ["x-litellm-model-id"] = "of another gateway",
    };

    [Theory]
    [InlineData(Asked, 200, "x-litellm-model-group: gpt, x-litellm-model-id: one, x-litellm-response-cost: 1.5, x-litellm-version: VERSION")]
    [InlineData(Asked, 400, OfAnswer)]
    [InlineData("""{"model":"gpt","messages":[],"stream":true}""", 200, OfAnswer)]
    public async Task An_answer_names_the_model_and_the_deployment(string request, int status, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync(asked => asked.Body.Contains("\"stream\":true", StringComparison.Ordinal)
            ? UpstreamAnswer.Body("data: {\"choices\":[]}\n\ndata: [DONE]\n\n", "text/event-stream")
            : UpstreamAnswer.Json(status == 200 ? Answer : """{"error":{"message":"no"}}""", status));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/chat/completions", request, ("x-api-key", "sk-own"));

        Assert.Equal((status, expected), ((int)response.StatusCode, Named(response)));
        Assert.All(["x-litellm-call-id", "x-litellm-response-duration-ms", "x-litellm-overhead-duration-ms", "x-litellm-attempted-retries"], name => Assert.True(response.Headers.Contains(name), name));
        Assert.False(response.Headers.Contains("x-litellm-model-api-base"));
    }

    [Theory]
    [InlineData("sk-other", Asked, 401, "x-litellm-version: VERSION")]
    [InlineData("sk-own", """{"model":"nobody","messages":[]}""", 404, "x-litellm-version: VERSION")]
    [InlineData("sk-own", """{"model":"gone","messages":[]}""", 502, "x-litellm-model-group: gone, x-litellm-version: VERSION")]
    public async Task An_error_names_what_is_known(string key, string request, int status, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Refuse());
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/chat/completions", request, ("x-api-key", key));

        Assert.Equal((status, expected), ((int)response.StatusCode, Named(response)));
        Assert.True(response.Headers.Contains("x-litellm-response-duration-ms"));
    }

    [Fact]
    public async Task An_answer_of_the_cache_names_the_model()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(Answer));
        await using var gateway = await StartAsync(upstream, ", cache: true");
        using var first = await gateway.PostAsync("/v1/chat/completions", Asked, ("x-api-key", "sk-own"));

        using var second = await gateway.PostAsync("/v1/chat/completions", Asked, ("x-api-key", "sk-own"));

        Assert.Single(upstream.Requests);
        Assert.StartsWith("x-litellm-model-group: gpt, x-litellm-", Named(second), StringComparison.Ordinal);
        Assert.EndsWith("x-litellm-version: VERSION", Named(second), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task Headers_of_the_provider_have_LiteLLMs_prefix_without_keys_and_accounts(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(Answer, status, OfProvider));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/chat/completions", Asked, ("x-api-key", "sk-own"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(
            "llm_provider-content-type: application/json, llm_provider-openai-processing-ms: 17, llm_provider-x-ratelimit-remaining-tokens: 9, llm_provider-x-request-id: req-1",
            Join(response, name => name.StartsWith("llm_provider-", StringComparison.Ordinal)));
        Assert.Equal(
            "x-ratelimit-remaining-tokens: 9, x-request-id: req-1",
            Join(response, name => name is "x-ratelimit-remaining-tokens" or "x-request-id" or "openai-processing-ms" or "openai-organization" or "x-echo"));
    }

    [Fact]
    public async Task A_pass_through_has_the_providers_headers_under_their_own_names_only()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(Answer, 200, OfProvider));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/openai_passthrough/v1/chat/completions", Asked, ("x-api-key", "sk-own"));

        Assert.Equal("", Join(response, name => name.StartsWith("llm_provider-", StringComparison.Ordinal)));
        Assert.Equal("openai-processing-ms: 17", Join(response, name => name == "openai-processing-ms"));
    }

    [Fact]
    public async Task The_operator_may_show_the_address_of_the_deployment()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(Answer));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: gpt, litellm_params: {{ model: openai/gpt-4o, api_base: '{upstream.Endpoint}v1?key=sk-query', api_key: sk-provider }} }}]\n"
            + $"general_settings: {{ {TestConfiguration.Open}, show_api_base: true }}");

        using var response = await gateway.PostAsync("/v1/chat/completions", Asked);

        Assert.Equal($"x-litellm-model-api-base: {upstream.Endpoint}v1", Join(response, name => name == "x-litellm-model-api-base"));
    }

    private static string Named(HttpResponseMessage response) =>
        Join(response, name => name is "x-litellm-model-group" or "x-litellm-model-id" or "x-litellm-model-api-base" or "x-litellm-response-cost" or "x-litellm-version")
            .Replace(GatewayHeaders.GatewayVersion, "VERSION", StringComparison.Ordinal);

    private static string Join(HttpResponseMessage response, Func<string, bool> named) => string.Join(
        ", ",
        response.Headers.NonValidated.Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
            .Where(header => named(header.Name))
            .Select(header => $"{header.Name}: {header.Value}")
            .Order(StringComparer.Ordinal));

    private static Task<RunningGateway> StartAsync(FakeUpstream upstream, string more = "") => RunningGateway.StartAsync(
        $$"""
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-4o, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider, input_cost_per_token: 0.25, output_cost_per_token: 0.25 }, model_info: { id: one } }
          - { model_name: gone, litellm_params: { model: openai/gpt-4o, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: two } }
        litellm_settings: { callbacks: [console]{{more}} }
        general_settings: { master_key: sk-own }
        """);
}
