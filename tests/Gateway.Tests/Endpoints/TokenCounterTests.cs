using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

/// <summary>LiteLLM's <c>/utils/token_counter</c>: a provider's count, or an error that says who counts.</summary>
public sealed class TokenCounterTests
{
    private const string Path = "/utils/token_counter";

    [Theory]
    [InlineData("anthropic/claude", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"system":"Be brief."}""", """{"input_tokens":7}""", "/v1/messages/count_tokens", """{"messages":[{"role":"user","content":"Hi"}],"model":"claude","system":"Be brief."}""", "claude", "anthropic_api")]
    [InlineData("gemini/flash", """{"model":"m","contents":[{"parts":[{"text":"Hi"}]}]}""", """{"totalTokens":7}""", "/v1beta/models/flash:countTokens", """{"contents":[{"parts":[{"text":"Hi"}]}]}""", "flash", "gemini_api")]
    [InlineData("openai/gpt", """{"model":"m","prompt":"Hi"}""", """{"object":"response.input_tokens","input_tokens":7}""", "/responses/input_tokens", """{"input":"Hi","model":"gpt"}""", "gpt", "openai_api")]
    public async Task A_provider_that_counts_is_asked(string model, string body, string answer, string path, string asked, string used, string tokenizer)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(answer));
        await using var gateway = await StartAsync(upstream, model);

        using var response = await gateway.PostAsync(Path, body, ("x-api-key", "sk-own"));

        Assert.Equal(
            (200, $$"""{"total_tokens":7,"request_model":"m","model_used":"{{used}}","tokenizer_type":"{{tokenizer}}"}"""),
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        var request = Assert.Single(upstream.Requests);
        Assert.Equal((path, asked), (request.Path, request.Body));
    }

    [Theory]
    [InlineData("short", "claude-x")]
    [InlineData("c/claude-y", "claude-y")]
    [InlineData("mixed", "counts")]
    public async Task An_alias_a_pattern_and_a_deployment_behind_one_that_does_not_count_are_counted(string model, string used)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"input_tokens":7}"""));
        await using var gateway = await StartNamedAsync(upstream);

        using var response = await gateway.PostAsync(Path, $$"""{"model":"{{model}}","messages":[]}""");

        Assert.Equal(
            (200, $$"""{"total_tokens":7,"request_model":"{{model}}","model_used":"{{used}}","tokenizer_type":"anthropic_api"}"""),
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal($$"""{"messages":[],"model":"{{used}}"}""", Assert.Single(upstream.Requests).Body);
    }

    [Theory]
    [InlineData("c/*")]
    [InlineData("c/x\\n")]
    public async Task A_pattern_and_a_control_character_are_no_model_to_count_for(string model)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"input_tokens":7}"""));
        await using var gateway = await StartNamedAsync(upstream);

        using var response = await gateway.PostAsync(Path, $$"""{"model":"{{model}}","messages":[]}""");

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("mistral/m", """{"model":"m","messages":[]}""", 501, "The provider of the model 'm' (mistral) counts no tokens, and the gateway has no tokenizer. The usage of an answer has the count.")]
    [InlineData("openai/m", """{"model":"m","messages":[]}""", 400, "The request has no 'prompt', the only field that the provider of the model 'm' (openai) counts here. POST /v1/responses/input_tokens counts whole requests.")]
    [InlineData("openai/m", """{"model":"other","messages":[]}""", 404, "The model 'other' does not exist; GET /v1/models lists the models.")]
    [InlineData("openai/m", """{"messages":[]}""", 400, "The request has no 'model'.")]
    [InlineData("openai/m", """{"model":1}""", 400, "The request has no 'model'.")]
    [InlineData("openai/m", "[]", 400, "The body must be an object of JSON.")]
    [InlineData("openai/m", "{", 400, "The body is not valid JSON.")]
    [InlineData("openai/m", """{"model":"m","model":"n"}""", 400, "The body is not valid JSON.")]
    public async Task What_nobody_counts_is_refused_before_any_call(string model, string body, int status, string message)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await StartAsync(upstream, model);

        using var response = await gateway.PostAsync(Path, body, ("x-api-key", "sk-own"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith($$"""{"error":{"message":"{{message}}","type":""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData(429, """{"error":{"message":"sk-provider"}}""", 429, "The provider of 'm' did not count the tokens: it answered with status 429.")]
    [InlineData(401, """{"error":{"message":"sk-provider"}}""", 502, "The provider of 'm' did not count the tokens: it answered with status 401.")]
    [InlineData(200, """{"other":1}""", 502, "The provider of 'm' answered without a count.")]
    [InlineData(200, """{"input_tokens":"x"}""", 502, "The provider of 'm' answered without a count.")]
    [InlineData(200, "<html>", 502, "The provider of 'm' answered without a count.")]
    public async Task An_answer_without_a_count_is_an_error_that_quotes_nothing(int status, string answer, int expected, string message)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(answer, status));
        await using var gateway = await StartAsync(upstream, "anthropic/m");

        using var response = await gateway.PostAsync(Path, """{"model":"m","messages":[]}""", ("x-api-key", "sk-own"));

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Contains($"\"message\":\"{message}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_needed()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await StartAsync(upstream, "anthropic/m");

        using var response = await gateway.PostAsync(Path, """{"model":"m","messages":[]}""");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Nothing_goes_around_a_guardrail()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"input_tokens":7}"""));
        await using var gateway = await StartAsync(
            upstream, "anthropic/m", "\nguardrails: [{ guardrail_name: words, litellm_params: { guardrail: regex, mode: pre_call, pattern: FORBIDDEN, action: block } }]");

        using var response = await gateway.PostAsync(Path, """{"model":"m","messages":[{"role":"user","content":"FORBIDDEN"}]}""", ("x-api-key", "sk-own"));

        Assert.Equal(501, (int)response.StatusCode);
        Assert.Contains("The gateway has guardrails, which do not check this route. Send the request to POST /v1/messages/count_tokens, which they check.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    private static Task<RunningGateway> StartNamedAsync(FakeUpstream upstream) => RunningGateway.StartAsync($$"""
        model_list:
          - { model_name: long, litellm_params: { model: anthropic/claude-x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: 'c/*', litellm_params: { model: 'anthropic/*', api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: mixed, litellm_params: { model: mistral/m, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: mixed, litellm_params: { model: anthropic/counts, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
        router_settings: { model_group_alias: { short: long } }
        """);

    private static Task<RunningGateway> StartAsync(FakeUpstream upstream, string model, string more = "") => RunningGateway.StartAsync(
        $"model_list: [{{ model_name: m, litellm_params: {{ model: {model}, api_base: '{upstream.Endpoint}', api_key: sk-provider }} }}]\ngeneral_settings: {{ master_key: sk-own }}{more}");
}
