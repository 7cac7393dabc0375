using System.Net;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>Which model follows one that has failed.</summary>
public sealed class FallbackTests
{
    private const string Lists = """
        router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare] }], context_window_fallbacks: [{ gpt: [large] }], content_policy_fallbacks: [{ gpt: [open] }] }
        """;

    private static readonly (string, string, string)[] Models = [("gpt", "one", ""), ("spare", "two", ""), ("large", "three", ""), ("open", "three", "")];

    // The errors of the providers, as their documentation and LiteLLM's exception_mapping_utils.py have them.
    public static TheoryData<int, string, string> Errors => new()
    {
        { 400, """{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", "context_window_fallback" },
        { 400, """{"error":{"message":"Too long.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", "context_window_fallback" },
        { 400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400}""", "context_window_fallback" },
        { 400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", "context_window_fallback" },
        { 400, """{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 199000 + 8000 > 200000"}}""", "context_window_fallback" },
        { 400, """{"error":{"code":400,"message":"The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}""", "context_window_fallback" },
        { 400, """[{"error":{"code":400,"message":"The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}]""", "context_window_fallback" },
        { 400, """{"message":"Input is too long for requested model."}""", "context_window_fallback" },
        { 400, """{"message":"too many tokens: total number of tokens in the prompt exceeds the limit"}""", "context_window_fallback" },
        { 413, """{"error":{"message":"Please reduce the length of the messages or completion.","type":"invalid_request_error","code":"context_length_exceeded"}}""", "context_window_fallback" },
        { 400, """{"object":"error","message":"Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length","type":"invalid_request_prompt","param":null,"code":"3051"}""", "context_window_fallback" },
        { 400, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", "content_policy_fallback" },
        { 400, """{"error":{"message":"Filtered.","param":"prompt","code":"other","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", "content_policy_fallback" },
        { 400, """{"error":{"code":"content_policy_violation","message":"Your request was rejected as a result of our safety system.","param":null,"type":"invalid_request_error"}}""", "content_policy_fallback" },
        { 400, """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}""", "content_policy_fallback" },
        { 503, """{"error":{"message":"This model's maximum context length is 8192 tokens.","code":"context_length_exceeded"}}""", "fallback" },
        { 500, """{"error":{"message":"Failed.","code":"server_error"}}""", "fallback" },
    };

    // What looks like one of them and is none, or is said by the caller's texts.
    public static TheoryData<int, string> OtherErrors => new()
    {
        { 400, """{"error":{"message":"Invalid 'user': string too long. Expected a string with maximum length 64, but got a string with length 70 instead.","type":"invalid_request_error","param":"user","code":"string_above_max_length"}}""" },
        { 400, """{"error":{"message":"Invalid value.","param":"prompt is too long","code":"invalid_value","request":{"messages":"context_length_exceeded"}}}""" },
        { 400, """{"error":{"message":"Unsupported parameter: 'max_tokens'.","type":"invalid_request_error","code":"unsupported_parameter"}}""" },
        { 422, """{"detail":[{"msg":"prompt is too long"}]}""" },
        { 400, "prompt is too long" },
        { 400, "" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task The_providers_error_decides_which_fallback_follows(int status, string error, string reason)
    {
        await using var gateway = await StartAsync(Models, Lists);
        gateway.Answers["one"] = Fails(status, error);

        Assert.Equal($"200: one initial only_deployment {status} > {(reason == "fallback" ? "two" : "three")} fallback {reason} 200", await gateway.RouteAsync());
    }

    // A provider may repeat the request, which is long if it is too long for the model. The gateway looks at the beginning alone.
    [Theory]
    [InlineData("""{"error":{"message":"Too long.","code":"context_length_exceeded","input":["TEXT"]},"request":"TEXT"}""", true)]
    [InlineData("""{"error":{"input":{"a":["SHORT"]},"message":"Too long.","code":"context_length_exceeded"},"request":"TEXT"}""", true)]
    [InlineData("""{"object":"error","message":"This model's maximum context length is 4096 tokens. TEXT","code":400}""", false)]
    [InlineData("""{"error":{"input":"TEXT","message":"Too long.","code":"context_length_exceeded"}}""", false)]
    [InlineData("""{"request":"context_length_exceeded TEXT","error":{"message":"Wrong."}}""", false)]
    public async Task A_long_error_is_known_by_what_its_beginning_says(string form, bool isKnown)
    {
        var error = form.Replace("TEXT", new string('x', 100_000), StringComparison.Ordinal).Replace("SHORT", new string('y', 10_000), StringComparison.Ordinal);
        await using var gateway = await StartAsync(Models, Lists);
        gateway.Answers["one"] = Fails(400, error);

        using var response = await gateway.PostAsync();

        Assert.Equal(isKnown ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(isKnown, (await gateway.AttemptsAsync()).EndsWith("three fallback context_window_fallback 200", StringComparison.Ordinal));
        if (!isKnown)
        {
            Assert.Equal(error, await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [MemberData(nameof(OtherErrors))]
    public async Task The_callers_own_mistake_has_no_fallback_and_comes_back_as_it_is(int status, string error)
    {
        await using var gateway = await StartAsync(Models, Lists);
        gateway.Answers["one"] = Fails(status, error);

        using var response = await gateway.PostAsync();

        Assert.Equal((status, error), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal($"one initial only_deployment {status}", await gateway.AttemptsAsync());
    }

    [Fact]
    public async Task A_long_error_comes_back_whole()
    {
        await using var gateway = await StartAsync(Models, Lists);
        var error = """{"error":{"message":"TEXT"}}""".Replace("TEXT", new string('x', 100_000), StringComparison.Ordinal);
        gateway.Answers["one"] = Fails(400, error);

        using var response = await gateway.PostAsync();

        Assert.Equal(error, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("anthropic", "/v1/messages", """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 2 tokens > 1 maximum"}}""")]
    [InlineData("openai", "/v1/chat/completions", """{"error":{"message":"Too long.","code":"context_length_exceeded"}}""")]
    [InlineData("openai", "/v1/responses", """{"error":{"message":"Too long.","code":"context_length_exceeded"}}""")]
    public async Task A_stream_has_the_same_fallbacks(string provider, string path, string error)
    {
        await using var gateway = await StartAsync(provider, Models, Lists);
        gateway.Answers["one"] = Fails(400, error);

        Assert.Equal("200: one initial only_deployment 400 > three fallback context_window_fallback 200", await gateway.RouteAsync("\"stream\":true", path));
    }

    [Theory]
    [InlineData("fallbacks: [{ gpt: [spare] }]", "two fallback fallback 200")]
    [InlineData("default_fallbacks: [spare]", "two fallback fallback 200")]
    [InlineData("fallbacks: [{ '*': [spare] }]", "two fallback fallback 200")]
    [InlineData("fallbacks: [{ '*': [large] }, { gpt: [spare] }]", "two fallback fallback 200")]
    [InlineData("fallbacks: [{ '*': [large] }], default_fallbacks: [gpt, spare]", "two fallback fallback 200")]
    [InlineData("context_window_fallbacks: [{ '*': [spare] }], fallbacks: [{ gpt: [large] }]", "two fallback context_window_fallback 200")]
    [InlineData("context_window_fallbacks: [{ large: [spare] }], fallbacks: [{ gpt: [large] }]", "three fallback fallback 200")]
    [InlineData("content_policy_fallbacks: [{ gpt: [spare] }]", null)]
    [InlineData("fallbacks: [{ spare: [large] }]", null)]
    public async Task A_list_may_be_for_one_model_or_for_all(string lists, string? expected)
    {
        await using var gateway = await StartAsync(Models, $"router_settings: {{ num_retries: 0, {lists} }}");
        gateway.Answers["one"] = Fails(400, """{"error":{"code":"context_length_exceeded","message":"Too long."}}""");

        Assert.Equal(expected is null ? "400: one initial only_deployment 400" : $"200: one initial only_deployment 400 > {expected}", await gateway.RouteAsync());
    }

    [Theory]
    [InlineData("litellm_settings: { callbacks: [otel], num_retries: 0, fallbacks: [{ gpt: [large] }], default_fallbacks: [large] }\nrouter_settings: { fallbacks: [{ gpt: [spare] }] }", "two")]
    [InlineData("litellm_settings: { callbacks: [otel], num_retries: 0, fallbacks: [{ gpt: [spare] }] }\nrouter_settings: { default_fallbacks: [large] }", "two")]
    [InlineData("litellm_settings: { callbacks: [otel], num_retries: 0, default_fallbacks: [large] }\nrouter_settings: { default_fallbacks: [spare] }", "two")]
    [InlineData("litellm_settings: { callbacks: [otel], num_retries: 0, fallbacks: [{ gpt: [spare] }] }\nrouter_settings: { fallbacks: [] }", "two")]
    [InlineData("litellm_settings: { callbacks: [otel], num_retries: 0, default_fallbacks: [spare] }\nrouter_settings: { default_fallbacks: [] }", "two")]
    public async Task The_routers_lists_go_before_the_librarys(string settings, string expected)
    {
        await using var gateway = await StartAsync(Models, settings);
        gateway.Answers["one"] = Fails(500);

        Assert.Equal($"200: one initial only_deployment 500 > {expected} fallback fallback 200", await gateway.RouteAsync());
    }

    [Fact]
    public async Task A_fallback_has_its_own_fallbacks_and_cycles_end()
    {
        await using var gateway = await StartAsync(Models, "router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare] }, { spare: [gpt, large] }, { large: [spare, gpt] }] }");
        gateway.Answers["one"] = gateway.Answers["two"] = gateway.Answers["three"] = Fails(500);

        using var response = await gateway.PostAsync();

        Assert.Equal((HttpStatusCode.InternalServerError, "2"), (response.StatusCode, response.Headers.GetValues("x-litellm-max-fallbacks").Single()));
        Assert.Equal("one initial only_deployment 500 > two fallback fallback 500 > three fallback fallback 500", await gateway.AttemptsAsync());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public async Task Fallbacks_of_fallbacks_are_limited(int most, int expected)
    {
        await using var gateway = await StartAsync(Models, $"router_settings: {{ num_retries: 0, max_fallbacks: {most}, fallbacks: [{{ gpt: [spare] }}, {{ spare: [large] }}] }}");
        gateway.Answers["one"] = gateway.Answers["two"] = gateway.Answers["three"] = Fails(500);

        using var response = await gateway.PostAsync();

        Assert.Equal(expected, int.Parse(response.Headers.GetValues("x-litellm-attempted-fallbacks").Single()));
    }

    [Theory]
    [InlineData("\"fallbacks\":[\"large\"]", 500, "three fallback fallback 200")]
    [InlineData("\"fallbacks\":[\"large\"]", 400, "three fallback context_window_fallback 200")]
    [InlineData("\"disable_fallbacks\":true", 500, null)]
    [InlineData("\"disable_fallbacks\":true", 400, null)]
    [InlineData("\"fallbacks\":[]", 500, null)]
    public async Task A_callers_fallbacks_take_the_place_of_those_for_every_error(string fields, int status, string? expected)
    {
        await using var gateway = await StartAsync(Models, Lists);
        gateway.Answers["one"] = Fails(status, """{"error":{"code":"context_length_exceeded","message":"Too long."}}""");

        Assert.Equal($"{(expected is null ? status : 200)}: one initial only_deployment {status}{(expected is null ? "" : " > " + expected)}", await gateway.RouteAsync(fields));
    }

    [Fact]
    public async Task A_caller_may_name_the_same_model_with_other_fields()
    {
        await using var gateway = await StartAsync(Models, "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = request => request.Body.Contains("short", StringComparison.Ordinal) ? UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion) : Fails(500)(request);

        Assert.StartsWith("200: one initial only_deployment 500 > one ", await gateway.RouteAsync("""  "fallbacks":[{"model":"gpt","messages":[{"role":"user","content":"short"}]}]"""), StringComparison.Ordinal);
    }

    // LiteLLM's mock of an error, for a test of a configuration.
    [Theory]
    [InlineData("litellm.ContextWindowExceededError", "context_window_fallback")]
    [InlineData("litellm.RateLimitError", "fallback")]
    [InlineData("litellm.InternalServerError", "fallback")]
    public async Task A_mocked_error_has_the_fallbacks_of_a_real_one(string mock, string reason)
    {
        await using var gateway = await StartAsync(Models, Lists);

        var attempts = (await gateway.RouteAsync($"\"mock_response\":\"{mock}\"")).Split(" > ");

        Assert.Contains($" fallback {reason} ", attempts[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("context_window_fallbacks", "context_length_exceeded")]
    [InlineData("content_policy_fallbacks", "content_filter")]
    public async Task An_empty_list_of_the_router_hides_no_list_of_the_library(string list, string code)
    {
        await using var gateway = await StartAsync(Models, $"litellm_settings: {{ callbacks: [otel], num_retries: 0, {list}: [{{ gpt: [spare] }}] }}\nrouter_settings: {{ {list}: [] }}");
        gateway.Answers["one"] = Fails(400, $$$"""{"error":{"code":"{{{code}}}","message":"No."}}""");

        Assert.StartsWith("200: one initial only_deployment 400 > two ", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fallbacks: [{ gpt: [other-name] }, { other-name: [large] }]")]
    [InlineData("fallbacks: [{ gpt: [other-name] }, { spare: [large] }]")]
    [InlineData("fallbacks: [{ other-name: [large] }]", "\"fallbacks\":[\"other-name\"]", false)]
    public async Task An_alias_of_a_fallback_has_fallbacks_too(string lists, string fields = "", bool hasLast = true)
    {
        await using var gateway = await StartAsync(Models, $"router_settings: {{ num_retries: 0, model_group_alias: {{ other-name: spare }}, {lists} }}");
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(500);

        // The caller's list takes the place of the configuration's.
        Assert.Equal(
            $"{(hasLast ? 200 : 500)}: one initial only_deployment 500 > two fallback fallback 500{(hasLast ? " > three fallback fallback 200" : "")}",
            await gateway.RouteAsync(fields));
    }

    // The operator pays for nothing that a caller pays for elsewhere.
    [Theory]
    [InlineData("\"api_key\":\"sk-mine\"", "", "three sk-mine")]
    [InlineData("", "", "two sk-provider")]
    [InlineData("\"api_key\":\"sk-mine\",\"fallbacks\":[\"large\"]", "", "three sk-mine")]
    [InlineData("\"fallbacks\":[\"spare\"]", "", "two sk-provider")]
    [InlineData("\"api_key\":\"sk-mine\"", "context_window_fallbacks: [{ gpt: [spare, large] }]", "three sk-mine")]
    public async Task A_fallback_has_the_callers_key_or_is_left_out(string fields, string lists, string expected)
    {
        const string Allowed = "configurable_clientside_auth_params: [api_key]";
        await using var gateway = await StartAsync([("gpt", "one", Allowed), ("spare", "two", ""), ("large", "three", Allowed)], $"router_settings: {{ num_retries: 0, fallbacks: [{{ gpt: [spare, large] }}], {lists} }}");
        gateway.Answers["one"] = lists.Length > 0 ? Fails(400, """{"error":{"code":"context_length_exceeded","message":"Too long."}}""") : Fails(429);

        using var response = await gateway.PostAsync(fields);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            expected,
            string.Join('|', new[] { "two", "three" }.SelectMany(provider => gateway.RequestsOf(provider).Select(request => $"{provider} {request.Headers["Authorization"]["Bearer ".Length..]}"))));
    }

    [Fact]
    public async Task A_callers_fallback_that_does_not_allow_its_key_is_refused()
    {
        await using var gateway = await StartAsync([("gpt", "one", "configurable_clientside_auth_params: [api_key]"), ("spare", "two", "")]);

        using var response = await gateway.PostAsync("\"api_key\":\"sk-mine\",\"fallbacks\":[\"spare\"]");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("'fallbacks' names the model 'spare'. The field 'api_key' is not allowed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(gateway.RequestsOf("one"));
    }

    // The status says what failed, even if the body does not end.
    [Fact]
    public async Task An_error_whose_body_does_not_end_has_its_fallback()
    {
        await using var gateway = await StartAsync(Models, Lists);
        gateway.Answers["one"] = _ => UpstreamAnswer.Custom(async http =>
        {
            http.Response.StatusCode = 400;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"error":{"code":"context_length_exceeded","message":"Too long."}}""");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });

        var route = gateway.RouteAsync("\"timeout\":30");
        await gateway.Clock.FireAsync(ProviderClient.LongestForError);

        Assert.Equal("200: one initial only_deployment 400 > three fallback context_window_fallback 200", await route);
    }

    [Fact]
    public async Task A_name_with_a_provider_has_the_fallbacks_of_the_name()
    {
        await using var gateway = await StartAsync([("'openai/*'", "one", ""), ("spare", "two", "")], "router_settings: { num_retries: 0, fallbacks: [{ gpt-4o: [spare] }] }");
        gateway.Answers["one"] = Fails(500);

        Assert.Equal("200: one initial only_deployment 500 > two fallback fallback 200", await gateway.RouteAsync(model: "openai/gpt-4o"));
    }

    // Nothing of the body was sent yet.
    [Fact]
    public async Task A_body_that_can_be_sent_only_once_has_a_fallback_if_nothing_was_called()
    {
        await using var gateway = await StartAsync([("whisper", "one", ""), ("spare", "two", "")], "router_settings: { num_retries: 0, allowed_fails: 0, fallbacks: [{ whisper: [spare] }] }");
        gateway.Answers["one"] = Fails(500);

        Assert.Equal((500, "one initial only_deployment 500"), await UploadAsync(gateway));
        Assert.Equal((200, "two initial fallback 200"), await UploadAsync(gateway));
    }

    private static async Task<(int, string)> UploadAsync(RoutedGateway gateway)
    {
        using var form = new MultipartFormDataContent { { new StringContent("whisper"), "model" }, { new ByteArrayContent(new byte[3 * 1024 * 1024]), "file", "a.wav" } };
        using var response = await gateway.Gateway.Client.PostAsync(new Uri("/v1/audio/transcriptions", UriKind.Relative), form);
        await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, await gateway.AttemptsAsync());
    }
}
