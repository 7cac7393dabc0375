using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Traces;

/// <summary>The prices of deployments in <c>config.yaml</c>, and the header with the cost of an answer.</summary>
public sealed class CostTests : IAsyncLifetime
{
    private const string Header = "x-litellm-response-cost";

    // The end of a gateway waits for a backend that is not there.
    private CollectorReceiver _backend = null!;

    public async Task InitializeAsync() => _backend = await CollectorReceiver.StartAsync();

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    // 19 tokens of input, 8 of them cached, 10 of output.
    [Theory]
    [InlineData("gpt", "8.25e-06")] // The prices of the model that answered.
    [InlineData("priced", "49.0")] // 11 * 1 + 8 * 1 + 10 * 3: a cached token without a price costs what another one does.
    [InlineData("informed", "39.0")] // 11 * 1 + 8 * 0.5 + 10 * 2.4
    [InlineData("based", "0.0001375")] // The prices of base_model, not of the model that answered.
    public async Task An_answer_has_the_cost_of_its_deployment(string model, string cost)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(upstream);

        using var response = await AskAsync(gateway, model, stream: false);

        Assert.Equal(cost, Assert.Single(response.Headers.GetValues(Header)));
        Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
    }

    // 1,536 numbers are more than one read of the gateway.
    [Fact]
    public async Task A_long_answer_has_its_cost()
    {
        var answer = $$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[{{{string.Join(',', Enumerable.Range(0, 1536).Select(i => $"0.{i:D18}"))}}}]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":9,"total_tokens":9}}""";
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(answer));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"embedding","input":"hi"}""", ("Authorization", "Bearer sk-caller"));

        Assert.Equal("1.8e-07", Assert.Single(response.Headers.GetValues(Header)));
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_answer_that_is_too_long_to_be_held_has_no_header()
    {
        var answer = $$$"""{"object":"list","data":[],"padding":"{{{new string('x', 3 * 1024 * 1024)}}}","model":"text-embedding-3-small","usage":{"prompt_tokens":9,"total_tokens":9}}""";
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(answer));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"embedding","input":"hi"}""", ("Authorization", "Bearer sk-caller"));

        Assert.False(response.Headers.Contains(Header));
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_file_of_prices_that_is_missing_stops_the_start_with_the_name_of_its_setting()
    {
        await using var upstream = await FakeUpstream.StartAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(upstream, "--TracedLlm:ModelPrices=/no/prices.json"));

        Assert.StartsWith("TracedLlm:ModelPrices: The price file '/no/prices.json' cannot be read", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_has_no_header()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(upstream);

        using var response = await AskAsync(gateway, "gpt", stream: true);

        Assert.False(response.Headers.Contains(Header));
    }

    [Theory]
    [InlineData("input_cost_per_token: cheap", "model_list[0].litellm_params.input_cost_per_token must be a number of zero or more, not 'cheap'")]
    [InlineData("output_cost_per_token_above_200k_tokens: -1", "model_list[0].litellm_params.output_cost_per_token_above_200k_tokens must be a number of zero or more, not '-1'")]
    public void A_wrong_price_stops_the_start(string price, string problem)
    {
        var exception = Assert.Throws<ConfigurationException>(() =>
            TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, {price} }} }}]"));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    private Task<RunningGateway> StartAsync(FakeUpstream upstream, params string[] settings) => RunningGateway.StartAsync($$"""
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }
          - { model_name: embedding, litellm_params: { model: openai/text-embedding-3-small, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }
          - { model_name: priced, litellm_params: { model: openai/in-house, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider, input_cost_per_token: 1, output_cost_per_token: 3e0 } }
          - { model_name: informed, litellm_params: { model: openai/in-house, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: i, input_cost_per_token: 1, cache_read_input_token_cost: 0.5, output_cost_per_token: 2.4 } }
          - { model_name: based, litellm_params: { model: openai/in-house, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { base_model: gpt-4o } }
        litellm_settings: { callbacks: [otel] }
        general_settings: { keys: [{ key: sk-caller }] }
        """, [$"--OTEL_EXPORTER_OTLP_ENDPOINT={_backend.Endpoint}", "--OTEL_TRACES_SAMPLER=always_on", .. settings]);

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway, string model, bool stream) => gateway.PostAsync(
        "/v1/chat/completions",
        $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hi"}]}""",
        ("Authorization", "Bearer sk-caller"));
}
