using System.Net;
using System.Text.Json;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

/// <summary>The fields and headers of LiteLLM that steer the gateway.</summary>
public sealed class RequestOptionsTests
{
    private const string Chat = "/v1/chat/completions";

    private static readonly Dictionary<string, string> AtOnce = new() { ["Retry-After"] = "0" };

    [Theory]
    [InlineData("\"num_retries\":2", null, null, 3)]
    [InlineData("\"num_retries\":\"2\"", null, null, 3)]
    [InlineData("\"num_retries\":null", null, null, 2)]
    [InlineData("\"num_retries\":2", "x-litellm-num-retries", "0", 1)]
    [InlineData("\"max_retries\":5", null, null, 2)]
    [InlineData("\"n\":1", "x-litellm-num-retries", "3", 4)]
    public async Task The_number_of_retries(string field, string? header, string? value, int calls)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 1"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"first","messages":[],{{field}}}""", header is null ? [] : [(header, value!)]);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(calls, upstream.Requests.Count);
        Assert.Equal([$"{calls - 1}"], response.Headers.GetValues("x-litellm-max-retries"));
    }

    [Theory]
    [InlineData("\"timeout\":7", null)]
    [InlineData("\"request_timeout\":7", null)]
    [InlineData("\"timeout\":\"7\"", null)]
    [InlineData("\"timeout\":600", "x-litellm-timeout")]
    [InlineData("\"stream\":true,\"timeout\":600,\"stream_timeout\":7", null)]
    [InlineData("\"stream\":true,\"timeout\":600", "x-litellm-stream-timeout")]
    [InlineData("\"stream\":true,\"timeout\":7", null)]
    public async Task The_time_to_wait_for_a_provider(string field, string? header)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Hang());
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        var sending = gateway.PostAsync(Chat, $$"""{"model":"first","messages":[],{{field}}}""", header is null ? [] : [(header, "7")]);
        await gateway.Clock.FireAsync(TimeSpan.FromSeconds(7));
        using var response = await sending;

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Fact]
    public async Task The_time_to_wait_for_a_stream_is_not_that_of_an_answer()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion)));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        var sending = gateway.PostAsync(Chat, """{"model":"first","messages":[],"stream_timeout":7}""");
        await upstream.WaitForRequestsAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(8));
        gate.SetResult();
        using var response = await sending;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("[\"second\"]", "first second")]
    [InlineData("[{\"model\":\"second\"}]", "first second")]
    [InlineData("[\"third\",\"second\"]", "first third second")]
    [InlineData("[{\"first\":[\"second\"]}]", "first second")]
    [InlineData("[{\"second\":[\"third\"]}]", "first")]
    [InlineData("[]", "first")]
    [InlineData("null", "first third")]
    public async Task The_fallbacks_of_a_request_replace_those_of_the_configuration(string fallbacks, string called)
    {
        await using var upstream = await FakeUpstream.StartAsync(request => Asks(request, "second") ? UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion) : UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0, fallbacks: [{ first: [third] }]"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"first","messages":[],"fallbacks":{{fallbacks}}}""");

        Assert.Equal(called.EndsWith("second", StringComparison.Ordinal) ? 200 : 500, (int)response.StatusCode);
        Assert.Equal(called.Split(' ').Select(model => $$"""{"model":"{{model}}","messages":[]}"""), upstream.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task A_request_can_switch_fallbacks_off()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0, fallbacks: [{ first: [third] }]"));

        using var response = await gateway.PostAsync(Chat, """{"model":"first","messages":[],"disable_fallbacks":true}""");

        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task A_fallback_can_have_fields_of_its_own()
    {
        await using var upstream = await FakeUpstream.StartAsync(request => Asks(request, "second") ? UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion) : UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.PostAsync(
            Chat, """{"model":"first","messages":[],"temperature":0.50,"top_p":1,"tags":["a"],"fallbacks":["third",{"model":"second","messages":[ {"role":"user","content":"short"}],"temperature":1.0,"dd_api_key":"x"}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            [
                """{"model":"first","messages":[],"temperature":0.50,"top_p":1}""",
                """{"model":"third","messages":[],"temperature":0.50,"top_p":1}""",
                """{"top_p":1,"model":"second","messages":[ {"role":"user","content":"short"}],"temperature":1.0}""",
            ],
            upstream.Requests.Select(request => request.Body));
    }

    [Theory]
    [InlineData("pre_call")]
    [InlineData("during_call")]
    public async Task A_guardrail_reads_the_texts_of_a_fallback_too(string mode)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Hang());
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0") + $$"""

            guardrails: [{ guardrail_name: no-secrets, litellm_params: { guardrail: regex, mode: {{mode}}, default_on: true, pattern: SECRET } }]
            """);

        using var response = await gateway.PostAsync(
            Chat, """{"model":"first","messages":[],"timeout":30,"fallbacks":[{"model":"second","messages":[{"role":"user","content":"a SECRET"}]}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("content_filter", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"num_retries\":-1", "'num_retries' must be a whole number from 0 to 10.")]
    [InlineData("\"num_retries\":11", "'num_retries' must be a whole number from 0 to 10.")]
    [InlineData("\"num_retries\":1.5", "'num_retries' must be a whole number from 0 to 10.")]
    [InlineData("\"num_retries\":\"many\"", "'num_retries' must be a whole number from 0 to 10.")]
    [InlineData("\"timeout\":0", "'timeout' must be a number of seconds, more than 0 and at most 86400.")]
    [InlineData("\"timeout\":{\"connect\":1}", "'timeout' must be a number of seconds, more than 0 and at most 86400.")]
    [InlineData("\"stream_timeout\":true", "'stream_timeout' must be a number of seconds, more than 0 and at most 86400.")]
    [InlineData("\"fallbacks\":\"second\"", "'fallbacks' must be a list of the names of models, or of objects with 'model' and the fields that differ for it.")]
    [InlineData("\"fallbacks\":[1]", "'fallbacks' must be a list of the names of models, or of objects with 'model' and the fields that differ for it.")]
    [InlineData("\"fallbacks\":[\"nobody\"]", "'fallbacks' names a model that does not exist: 'nobody'. Models: first, second, third, other.")]
    [InlineData("\"fallbacks\":[\"other\"]", "'fallbacks' names the model 'other', whose provider (anthropic) does not serve the chat completions API of this route.")]
    [InlineData("\"fallbacks\":[{\"model\":\"second\",\"stream\":true}]", "'fallbacks' must not change 'stream', which is the same for all models of a request.")]
    [InlineData("\"fallbacks\":[{\"model\":\"second\",\"api_base\":\"https://own.example.com\"}]", "'fallbacks' must not change 'api_base', which is the same for all models of a request.")]
    [InlineData("\"fallbacks\":[{\"model\":\"second\",\"guardrails\":[\"no-such\"]}]", "'fallbacks' must not change 'guardrails', which is the same for all models of a request.")]
    [InlineData("\"fallbacks\":[{\"model\":\"second\",\"mock_response\":\"hi\"}]", "'fallbacks' must not change 'mock_response', which is the same for all models of a request.")]
    [InlineData("\"fallbacks\":[{\"model\":\"second\",\"metadata\":{\"guardrails\":[\"no-such\"]}}]", "'fallbacks' must not change the guardrails of the metadata, which are the same for all models of a request.")]
    [InlineData("\"fallbacks\":[\"second\",{\"first\":[\"second\",\"second\",\"second\",\"second\",\"second\",\"second\",\"second\",\"second\",\"second\",\"second\"]}]", "'fallbacks' must not name more than 10 models.")]
    [InlineData("\"fallbacks\":[{\"model\":\"second\",\"extra_body\":{}}]", "The field 'extra_body' is an argument of an SDK, not a field of a request. Its fields belong into the body itself, where the SDK for Python puts them.")]
    [InlineData("\"cache\":true", "'cache' must be an object with no-cache, no-store, use-cache, ttl, s-maxage, namespace.")]
    [InlineData("\"cache\":{\"no-cache\":\"yes\"}", "'cache.no-cache' must be true or false.")]
    [InlineData("\"cache\":{\"max-age\":1}", "'cache' has the unknown member 'max-age'; known: no-cache, no-store, use-cache, ttl, s-maxage, namespace.")]
    [InlineData("\"cache\":{\"ttl\":0}", "'cache.ttl' must be a number of seconds, more than 0 and at most 31536000.")]
    [InlineData("\"mock_response\":7", "'mock_response' must be the text of the answer, or litellm.RateLimitError, litellm.InternalServerError or litellm.ContextWindowExceededError.")]
    [InlineData("\"guardrails\":\"no-secrets\"", "'guardrails' must be a list of the names of guardrails.")]
    [InlineData("\"guardrails\":[\"no-such\"]", "'guardrails' names a guardrail that does not exist: 'no-such'. The gateway has no guardrails.")]
    public async Task A_wrong_value_is_refused_with_what_is_allowed(string field, string message)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"first","messages":[],{{field}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(message, await MessageIn(response));
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("x-litellm-num-retries", "many", "The header 'x-litellm-num-retries' must be a whole number from 0 to 10.")]
    [InlineData("x-litellm-timeout", "-1", "The header 'x-litellm-timeout' must be a number of seconds, more than 0 and at most 86400.")]
    [InlineData("x-litellm-stream-timeout", "1s", "The header 'x-litellm-stream-timeout' must be a number of seconds, more than 0 and at most 86400.")]
    public async Task A_wrong_header_is_refused_with_what_is_allowed(string header, string value, string message)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.PostAsync(Chat, """{"model":"first","messages":[]}""", (header, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(message, await MessageIn(response));
    }

    [Fact]
    public async Task Ten_fallbacks_are_called()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"first","messages":[],"fallbacks":[{{string.Join(',', Enumerable.Repeat("\"second\"", 10))}}]}""");

        Assert.Equal(11, upstream.Requests.Count);
    }

    [Fact]
    public async Task A_form_steers_the_gateway_too()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.SendAsync(
            HttpMethod.Post,
            "/v1/audio/transcriptions",
            $"multipart/form-data; boundary={Apis.ApiRequest.Boundary}",
            Apis.ApiRequest.FormOf(("model", "first"), ("num_retries", "1"), ("fallbacks", "[\"second\"]"), ("file", null)));

        Assert.Equal(4, upstream.Requests.Count);
        Assert.All(upstream.Requests, request => Assert.DoesNotContain("num_retries", request.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Chat, """{"model":"first","messages":[],"mock_response":"It is mocked."}""", """{"id":"chatcmpl-simulated","object":"chat.completion","created":0,"model":"first","choices":[{"index":0,"message":{"role":"assistant","content":"It is mocked."},"finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":3,"total_tokens":3}}""")]
    [InlineData("/v1/messages", """{"model":"other","messages":[],"mock_response":"Mocked"}""", """{"id":"msg_simulated","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"Mocked"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":1}}""")]
    public async Task A_mocked_response_calls_no_provider(string path, string request, string answer)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "cache: true"));

        using var response = await gateway.PostAsync(path, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("\"mock_response\":\"litellm.RateLimitError\"", 429)]
    [InlineData("\"mock_response\":\"litellm.InternalServerError\"", 500)]
    [InlineData("\"mock_response\":\"litellm.ContextWindowExceededError\"", 400)]
    [InlineData("\"mock_timeout\":true,\"timeout\":0.1", 504)]
    public async Task A_mocked_failure_is_the_failure_of_a_provider(string field, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"first","messages":[],{{field}}}""");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_mocked_stream_streams()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.PostAsync(Chat, """{"model":"first","messages":[],"stream":true,"mock_response":"It streams"}""");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"content\":\"It\"", body, StringComparison.Ordinal);
        Assert.Contains("\"content\":\" streams\"", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mock_of_an_API_that_answers_no_text_is_refused()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "num_retries: 0"));

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"first","input":"a","mock_response":"text"}""");

        Assert.Equal("'mock_response' is for APIs that answer with text; the embeddings API does not.", await MessageIn(response));
    }

    internal static async Task<string?> MessageIn(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("error").GetProperty("message").GetString();
    }

    private static bool Asks(RecordedRequest request, string model) => request.Body.Contains($"\"model\":\"{model}\"", StringComparison.Ordinal);

    private static string Models(FakeUpstream upstream, string settings) => $$"""
        model_list:
          - { model_name: first, litellm_params: { model: openai/first, api_base: '{{upstream.Endpoint}}', api_key: k } }
          - { model_name: second, litellm_params: { model: openai/second, api_base: '{{upstream.Endpoint}}', api_key: k } }
          - { model_name: third, litellm_params: { model: openai/third, api_base: '{{upstream.Endpoint}}', api_key: k } }
          - { model_name: other, litellm_params: { model: anthropic/c, api_base: '{{upstream.Endpoint}}', api_key: k } }
        litellm_settings: { {{settings}} }
        """;
}
