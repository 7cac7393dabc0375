using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

public sealed class RetryTests
{
    private const string Request = """{"model":"first","messages":[]}""";

    private static readonly Dictionary<string, string> AtOnce = new() { ["Retry-After"] = "0" };

    [Theory]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task A_transient_failure_is_retried(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.ServerError, status, AtOnce), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
        Assert.Equal(["1"], response.Headers.GetValues("x-litellm-attempted-retries"));
        Assert.Equal(["0"], response.Headers.GetValues("x-litellm-attempted-fallbacks"));
        Assert.Equal(["1"], response.Headers.GetValues("x-litellm-max-retries"));
        Assert.Equal(["0"], response.Headers.GetValues("x-litellm-max-fallbacks"));
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_provider_that_closes_the_connection_is_tried_again()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Refuse(), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task The_callers_own_mistake_comes_back_as_the_provider_words_it(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, status));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 2"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(RecordedOpenAi.ServerError, await response.Content.ReadAsStringAsync());
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task When_all_is_in_vain_the_last_answer_is_the_callers()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 2"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.Zero, response.Headers.RetryAfter?.Delta);
        Assert.Equal(RecordedOpenAi.RateLimitError, await response.Content.ReadAsStringAsync());
        Assert.Equal(3, upstream.Requests.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_provider_that_refuses_the_gateways_key_is_the_gateways_fault(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"error":"sk-provider is wrong"}""", status));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 2"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(
            """{"error":{"message":"The provider of 'first' refused the gateway.","type":"server_error","param":null,"code":null}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_retry_moves_to_the_next_deployment()
    {
        await using var bad = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var good = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list:
              - { model_name: first, litellm_params: { model: openai/a, api_base: '{{bad.Endpoint}}', api_key: k } }
              - { model_name: first, litellm_params: { model: openai/b, api_base: '{{good.Endpoint}}', api_key: k } }
            litellm_settings: { num_retries: 1 }
            """);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(bad.Requests);
        Assert.Equal("""{"model":"b","messages":[]}""", Assert.Single(good.Requests).Body);
    }

    [Fact]
    public async Task Fallbacks_follow_when_the_retries_are_used_up()
    {
        await using var bad = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var good = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list:
              - { model_name: first, litellm_params: { model: openai/a, api_base: '{{bad.Endpoint}}', api_key: k } }
              - { model_name: other-api, litellm_params: { model: anthropic/c, api_base: '{{bad.Endpoint}}', api_key: k } }
              - { model_name: unreachable, litellm_params: { model: simulated/unreachable } }
              - { model_name: second, litellm_params: { model: openai/b, api_base: '{{good.Endpoint}}', api_key: k } }
            litellm_settings: { num_retries: 1, fallbacks: [{ first: [other-api, unreachable, second] }] }
            """);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["second"], response.Headers.GetValues("x-litellm-model-group"));
        Assert.Equal(["2"], response.Headers.GetValues("x-litellm-attempted-retries"));
        Assert.Equal(["2"], response.Headers.GetValues("x-litellm-attempted-fallbacks"));
        Assert.Equal(["3"], response.Headers.GetValues("x-litellm-max-retries"));
        Assert.Equal(["2"], response.Headers.GetValues("x-litellm-max-fallbacks"));
        Assert.Equal(2, bad.Requests.Count);
        Assert.Single(good.Requests);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_in_time_is_tried_again_and_then_a_504()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Hang());
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "request_timeout: 77, num_retries: 1"));

        var sending = gateway.PostAsync("/v1/chat/completions", Request);
        for (var attempts = 1; attempts <= 2; attempts++)
        {
            await upstream.WaitForRequestsAsync(attempts);
            await gateway.Clock.FireAsync(TimeSpan.FromSeconds(77));
        }

        using var response = await sending;

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_fallback_is_retried_like_the_first()
    {
        await using var bad = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var spare = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429, AtOnce), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list:
              - { model_name: first, litellm_params: { model: openai/a, api_base: '{{bad.Endpoint}}', api_key: k } }
              - { model_name: second, litellm_params: { model: openai/b, api_base: '{{spare.Endpoint}}', api_key: k } }
            litellm_settings: { num_retries: 1, fallbacks: [{ first: [second] }] }
            """);

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["2"], response.Headers.GetValues("x-litellm-attempted-retries"));
        Assert.Equal(["2"], response.Headers.GetValues("x-litellm-max-retries"));
        Assert.Equal(["1"], response.Headers.GetValues("x-litellm-attempted-fallbacks"));
        Assert.Equal((2, 2), (bad.Requests.Count, spare.Requests.Count));
    }

    [Fact]
    public async Task No_attempt_is_repeated_after_the_first_byte_to_the_caller()
    {
        var breaks = new TaskCompletionSource();
        var events = RecordedOpenAi.ChatCompletionStream.Take(1).ToList();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Sse(events, abortOn: breaks));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 3"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"first","stream":true,"messages":[]}""");
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[10]);
        breaks.SetResult();

        using var rest = new StreamReader(body);
        Assert.EndsWith("\"code\":\"server_error\"}}\n\n", await rest.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task A_provider_that_breaks_off_before_the_first_byte_of_its_body_is_tried_again(string contentType)
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.AbortAfter("promised", 0, contentType), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
        Assert.Equal(["1"], response.Headers.GetValues("x-litellm-attempted-retries"));
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_provider_that_breaks_off_before_the_first_byte_of_its_body_each_time_is_a_502()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.AbortAfter("promised", 0));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("The response of the provider of 'first' broke off.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_provider_that_does_not_start_its_body_in_time_is_tried_again()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Sse([new SseEvent("never sent", Gate: new TaskCompletionSource())]), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "request_timeout: 77, num_retries: 1"));

        var sending = gateway.PostAsync("/v1/chat/completions", """{"model":"first","stream":true,"messages":[]}""");
        await upstream.WaitForRequestsAsync();
        await gateway.Clock.FireAsync(TimeSpan.FromSeconds(77));
        using var response = await sending;

        Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_can_be_sent_only_once_is_not_retried_and_the_max_retries_header_is_0()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 2"));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/openai/v1/things", "text/plain", "hello");

        Assert.Equal(["0"], response.Headers.GetValues("x-litellm-max-retries"));
        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData("LiteLlm", false)]
    [InlineData("LiteLlm,TraceParent", true)]
    public async Task The_response_names_its_trace_where_that_is_configured(string headers, bool expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            "model_list: [{ model_name: first, litellm_params: { model: simulated/a } }]\nlitellm_settings: { callbacks: [otel] }",
            $"--TracedLlm:ResponseHeaders={headers}",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}");

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("x-litellm-call-id", "call-7"));

        Assert.Equal(expected, response.Headers.Contains("traceparent"));
        Assert.Equal(["call-7"], response.Headers.GetValues("x-litellm-call-id"));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_a_502()
    {
        await using var gateway = await RunningGateway.StartAsync("model_list: [{ model_name: first, litellm_params: { model: simulated/unreachable } }]");

        using var response = await gateway.PostAsync("/v1/chat/completions", Request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    private static string Models(FakeUpstream upstream, string settings) => $$"""
        model_list: [{ model_name: first, litellm_params: { model: openai/a, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }]
        litellm_settings: { {{settings}} }
        """;
}
