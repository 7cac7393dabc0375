using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Caching;

public sealed class CacheTests
{
    private static readonly TimeSpan Passed = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_equal_request_is_answered_from_memory()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "cache: true"));

        using var first = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");
        using var second = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[],"metadata":{"trace_name":"other"}}""");

        Assert.Equal(RecordedOpenAi.ChatCompletion, await first.Content.ReadAsStringAsync());
        Assert.Equal(RecordedOpenAi.ChatCompletion, await second.Content.ReadAsStringAsync());
        Assert.Equal("application/json", second.Content.Headers.ContentType?.MediaType);
        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData("cache: true", """{"model":"m","messages":[],"stream":true}""")]
    [InlineData("cache: false", """{"model":"m","messages":[]}""")]
    public async Task Streams_and_gateways_without_a_cache_ask_again(string setting, string request)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, setting));

        using var first = await gateway.PostAsync("/v1/chat/completions", request);
        using var second = await gateway.PostAsync("/v1/chat/completions", request);

        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task Failures_and_other_requests_are_not_answered_from_memory()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "cache: true, num_retries: 0"));

        using var failed = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");
        using var again = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");
        using var other = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[],"n":2}""");

        Assert.Equal([500, 200, 200], new[] { failed, again, other }.Select(response => (int)response.StatusCode));
        Assert.Equal(3, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("""{"no-cache":true}""", 2)]
    [InlineData("""{"no-cache":false}""", 1)]
    [InlineData("""{"no-store":true}""", 1)]
    [InlineData("""{"s-maxage":29}""", 2)]
    [InlineData("""{"s-maxage":600}""", 1)]
    [InlineData("""{"namespace":"other"}""", 2)]
    [InlineData("""{"use-cache":false}""", 2)]
    [InlineData("""{"use-cache":true,"ttl":600}""", 1)]
    public async Task A_request_says_whether_the_cache_may_answer(string cache, int calls)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "cache: true"));

        using var first = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");
        gateway.Clock.Advance(Passed);
        using var second = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","messages":[],"cache":{{cache}}}""");

        Assert.Equal(RecordedOpenAi.ChatCompletion, await second.Content.ReadAsStringAsync());
        Assert.Equal(calls, upstream.Requests.Count);
        Assert.All(upstream.Requests, request => Assert.Equal("""{"model":"a","messages":[]}""", request.Body));
    }

    [Theory]
    [InlineData("\"cache\":{\"no-store\":true}", 2)]
    [InlineData("\"caching\":false", 2)]
    [InlineData("\"cache\":{\"ttl\":29}", 2)]
    [InlineData("\"cache\":{\"no-cache\":true}", 1)]
    [InlineData("\"cache\":{\"ttl\":600}", 1)]
    [InlineData("\"mock_response\":\"mocked\"", 1)]
    public async Task A_request_says_whether_its_answer_is_kept(string field, int calls)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "cache: true"));

        using var first = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","messages":[],{{field}}}""");
        gateway.Clock.Advance(Passed);
        using var second = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");

        Assert.Equal(RecordedOpenAi.ChatCompletion, await second.Content.ReadAsStringAsync());
        Assert.Equal(calls, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("ttl: 600", "", 1)]
    [InlineData("ttl: 29", "", 2)]
    [InlineData("default_in_memory_ttl: 29", "", 2)]
    [InlineData("ttl: 600, default_in_memory_ttl: 29", "", 1)]
    [InlineData("mode: default_off", "", 2)]
    [InlineData("mode: default_off", ",\"cache\":{\"use-cache\":true}", 1)]
    [InlineData("mode: default_on", "", 1)]
    [InlineData("supported_call_types: [acompletion]", "", 1)]
    [InlineData("supported_call_types: [aembedding, atranscription]", "", 2)]
    [InlineData("supported_call_types: []", "", 2)]
    public async Task The_parameters_of_the_file_say_what_is_kept(string parameters, string field, int calls)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, $"cache: true, cache_params: {{ {parameters} }}"));

        using var first = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","messages":[]{{field}}}""");
        gateway.Clock.Advance(Passed);
        using var second = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","messages":[]{{field}}}""");

        Assert.Equal(RecordedOpenAi.ChatCompletion, await second.Content.ReadAsStringAsync());
        Assert.Equal(calls, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("ttl: 0", "litellm_settings.cache_params.ttl must be more than 0")]
    [InlineData("mode: sometimes", "litellm_settings.cache_params.mode must be default_on or default_off, not 'sometimes'")]
    [InlineData("supported_call_types: [chat]", "litellm_settings.cache_params.supported_call_types has a type that is not known: 'chat'; types: acompletion,")]
    public void Wrong_parameters_stop_the_start(string parameters, string reason) => Assert.Contains(
        reason,
        Assert.Throws<ConfigurationException>(() => TestConfiguration.Read(
            $"model_list: [{{ model_name: m, litellm_params: {{ model: openai/a }} }}]\nlitellm_settings: {{ cache: true, cache_params: {{ {parameters} }} }}")).Message,
        StringComparison.Ordinal);

    private static string Models(FakeUpstream upstream, string settings) => $$"""
        model_list: [{ model_name: m, litellm_params: { model: openai/a, api_base: '{{upstream.Endpoint}}', api_key: k } }]
        litellm_settings: { {{settings}} }
        """;
}
