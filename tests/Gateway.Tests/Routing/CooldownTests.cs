using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Samples.Gateway.Tests.Sessions;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>A deployment that fails rests, and what rests is in the trace.</summary>
public sealed class CooldownTests
{
    private const string UnknownModel = """{"error":{"message":"The model `m-one` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""";

    private static readonly (string, string, string)[] Two = [("gpt", "one", ""), ("gpt", "two", "")];

    [Fact]
    public async Task A_deployment_without_quota_rests_for_five_seconds()
    {
        await using var gateway = await StartAsync(Two);
        gateway.Answers["one"] = Fails(429);

        Assert.Equal("200: one initial turn 429 > two retry retry_elsewhere [one] 200", await gateway.RouteAsync());
        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync());
        gateway.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync());
        gateway.Clock.Advance(TimeSpan.FromSeconds(0.2));
        gateway.Answers.Remove("one");
        string[] again = [await gateway.RouteAsync(), await gateway.RouteAsync()];
        Assert.Equal(["200: one initial turn 200", "200: two initial turn 200"], again.Order());
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(404, false)]
    [InlineData(429, true)]
    [InlineData(400, false)]
    [InlineData(403, false)]
    [InlineData(422, false)]
    [InlineData(408, false)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task Some_errors_let_a_deployment_rest_at_once(int status, bool rests)
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = Fails(status);
        using var response = await gateway.PostAsync();
        await gateway.SpansAsync();

        Assert.Equal(rests, (await gateway.RouteAsync()).Contains("[one]", StringComparison.Ordinal));
    }

    // Only a 404 about the model or the address is the deployment's: a caller may name a file, a thread or a vector store that the provider does not know.
    [Theory]
    [InlineData(UnknownModel, true)]
    [InlineData("""{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", true)]
    [InlineData("""{"type":"error","error":{"type":"not_found_error","message":"model: claude-none"},"request_id":"req_1"}""", true)]
    [InlineData("""{"error":{"code":404,"message":"models/gemini-none is not found for API version v1beta, or is not supported for generateContent.","status":"NOT_FOUND"}}""", true)]
    [InlineData("""[{"error":{"code":404,"message":"Publisher Model `projects/p/locations/l/publishers/google/models/none` was not found.","status":"NOT_FOUND"}}]""", true)]
    [InlineData("""{"error":"model 'none' not found"}""", true)]
    [InlineData("""{"message":"Could not resolve the foundation model from the provided model identifier."}""", true)]
    [InlineData("""{"object":"error","message":"The model `none` does not exist.","type":"NotFoundError","param":null,"code":404}""", true)]
    [InlineData("""{"error":{"message":"Vector store with id [vs_none] not found.","type":"invalid_request_error","param":null,"code":null}}""", false)]
    [InlineData("""{"error":{"message":"No thread found with id 'The model x does not exist'.","type":"invalid_request_error","param":null,"code":null}}""", false)]
    [InlineData("""{"type":"error","error":{"type":"not_found_error","message":"File not found: model: x"}}""", false)]
    [InlineData("""{"error":{"message":"Previous response with id 'model_not_found' not found.","type":"invalid_request_error","param":"previous_response_id","code":"previous_response_not_found"}}""", false)]
    [InlineData("""{"error":{"message":"Invalid URL (POST /chat/completions)","type":"invalid_request_error","param":null,"code":null}}""", true)]
    [InlineData("""{"error":{"code":"404","message":"Resource not found"}}""", true)]
    [InlineData("""{"detail":"Not Found"}""", true)]
    [InlineData("<html>Not Found</html>", true)]
    [InlineData("", true)]
    public async Task A_404_lets_a_deployment_rest_if_it_is_about_the_model_or_the_address(string body, bool rests)
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = Fails(404, body);
        using var response = await gateway.PostAsync();
        await gateway.SpansAsync();

        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal(rests, (await gateway.RouteAsync()).Contains("[one]", StringComparison.Ordinal));
    }

    // If the time of day is set back, a rest ends and failures are forgotten as before.
    [Fact]
    public async Task The_time_of_day_does_not_matter()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0, allowed_fails: 1 }");
        gateway.Answers["one"] = Fails(500);
        await gateway.RouteAsync();
        await gateway.RouteAsync();
        gateway.Clock.SetBack(TimeSpan.FromSeconds(3600));
        gateway.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.StartsWith("500: one", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.StartsWith("200: two initial turn", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.StartsWith("500: one", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync());

        gateway.Clock.SetBack(TimeSpan.FromSeconds(3600));
        gateway.Clock.Advance(TimeSpan.FromSeconds(5.1));

        string[] again = [await gateway.RouteAsync(), await gateway.RouteAsync()];
        Assert.DoesNotContain(again, static route => route.Contains("[one]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500, 0, true)]
    [InlineData(503, 0, true)]
    [InlineData(408, 0, true)]
    [InlineData(0, 0, true)]
    [InlineData(500, 2, true)]
    [InlineData(500, 3, false)]
    [InlineData(400, 0, false)]
    public async Task More_than_half_of_five_answers_let_a_deployment_rest(int status, int good, bool rests)
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0 }");
        var count = 0;
        gateway.Answers["one"] = request => ++count <= good ? UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion) : status == 0 ? UpstreamAnswer.Refuse() : Fails(status)(request);
        for (var i = 0; i < 10; i++)
        {
            using var response = await gateway.PostAsync();
            await gateway.SpansAsync();
        }

        Assert.Equal(5, gateway.RequestsOf("one").Count);
        Assert.Equal(rests, (await gateway.RouteAsync()).Contains("[one]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", null, 5)]
    [InlineData("cooldown_time: 30", "", null, 30)]
    [InlineData("cooldown_time: 30", "", "7", 7)]
    [InlineData("cooldown_time: 30", "cooldown_time: 3", "7", 3)]
    [InlineData("cooldown_time: 30", "", "86400", 3600)]
    [InlineData("cooldown_time: 30", "", "0", 30)]
    [InlineData("cooldown_time: 30", "", "Mon, 01 Jan 2001 00:00:00 GMT", 30)]
    [InlineData("cooldown_time: 0", "", null, 0)]
    [InlineData("disable_cooldowns: true", "cooldown_time: 3", "7", 0)]
    public async Task A_deployment_rests_as_long_as_it_says_or_its_provider_or_the_router(string router, string parameters, string? retryAfter, double seconds)
    {
        await using var gateway = await StartAsync([("gpt", "one", parameters), ("gpt", "two", "")], $"router_settings: {{ num_retries: 0, {router} }}");
        gateway.Answers["one"] = Fails(429, retryAfter: retryAfter);
        using var response = await gateway.PostAsync();
        await gateway.SpansAsync();

        gateway.Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, seconds - 0.1)));
        Assert.Equal(seconds > 0, (await gateway.RouteAsync()).Contains("[one]", StringComparison.Ordinal));
        gateway.Clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.DoesNotContain("[one]", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allowed_fails: 0", 500, 1)]
    [InlineData("allowed_fails: 2", 500, 3)]
    [InlineData("allowed_fails: 2", 429, 3)]
    [InlineData("allowed_fails_policy: { RateLimitErrorAllowedFails: 1 }", 429, 2)]
    [InlineData("allowed_fails_policy: { RateLimitErrorAllowedFails: 1 }", 500, 4)]
    [InlineData("allowed_fails: 1, allowed_fails_policy: { RateLimitErrorAllowedFails: 4 }", 500, 2)]
    [InlineData("allowed_fails_policy: { InternalServerErrorAllowedFails: 0 }", 503, 1)]
    public async Task Allowed_fails_count_even_for_the_only_deployment(string router, int status, int failures)
    {
        await using var gateway = await StartAsync([("gpt", "one", "")], $"router_settings: {{ num_retries: 0, {router} }}");
        gateway.Answers["one"] = Fails(status);
        for (var i = 0; i < failures; i++)
        {
            Assert.Equal($"{status}: one initial only_deployment {status}", await gateway.RouteAsync());
        }

        Assert.Equal("429: ", await gateway.RouteAsync());
    }

    [Fact]
    public async Task Failures_of_more_than_a_minute_ago_do_not_count()
    {
        await using var gateway = await StartAsync([("gpt", "one", "")], "litellm_settings: { callbacks: [otel], allowed_fails: 1, num_retries: 0 }");
        gateway.Answers["one"] = Fails(500);
        await gateway.RouteAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(61));
        await gateway.RouteAsync();

        Assert.StartsWith("500", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.StartsWith("429", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task The_only_deployment_does_not_rest_by_default(int status)
    {
        await using var gateway = await StartAsync([("gpt", "one", "")], "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = Fails(status, UnknownModel);

        for (var i = 0; i < 7; i++)
        {
            Assert.EndsWith($": one initial only_deployment {status}", await gateway.RouteAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task When_all_deployments_rest_the_caller_gets_a_429_with_the_time()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { cooldown_time: 30 }");
        gateway.Answers["one"] = Fails(429);
        gateway.Answers["two"] = Fails(429, retryAfter: "9");
        Assert.Equal("429: one initial turn 429 > two retry retry_elsewhere [one] 429", await gateway.RouteAsync());
        gateway.Clock.Advance(TimeSpan.FromSeconds(0.5));

        using var response = await gateway.PostAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(9), response.Headers.RetryAfter?.Delta);
        Assert.Equal(
            """{"error":{"message":"No deployments available for selected model, Try again in 9 seconds. Passed model=gpt.","type":"rate_limit_error","param":null,"code":null}}""",
            await response.Content.ReadAsStringAsync());
        var root = Assert.Single(await gateway.SpansAsync(), span => span.Name == "Received Proxy Server Request");
        Assert.Equal(["one", "two"], Assert.IsAssignableFrom<IReadOnlyList<object?>>(root.Attributes[LiteLlm.RoutingResting]).Select(NameOf));
    }

    [Fact]
    public async Task When_all_deployments_rest_a_fallback_is_called_at_once()
    {
        await using var gateway = await StartAsync([.. Two, ("spare", "three", "")], "router_settings: { fallbacks: [{ gpt: [spare] }] }");
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(429);

        Assert.Equal("200: one initial turn 429 > two retry retry_elsewhere [one] 429 > three fallback fallback 200", await gateway.RouteAsync());
        Assert.Equal("200: three initial fallback 200", await gateway.RouteAsync());
    }

    [Fact]
    public async Task A_deployment_with_a_higher_order_serves_while_those_before_rest()
    {
        await using var gateway = await StartAsync([("gpt", "one", "order: 1"), ("gpt", "two", "order: 2")], "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = Fails(429);

        Assert.Equal("200: one initial order 429 > two retry order_failed [one] 200", await gateway.RouteAsync());
        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync());
    }

    // One caller must not decide for all.
    [Theory]
    [InlineData("\"api_key\":\"sk-mine\"", "configurable_clientside_auth_params: [api_key]", 401)]
    [InlineData("\"mock_response\":\"litellm.RateLimitError\"", "", 429)]
    public async Task What_a_caller_brings_lets_no_deployment_rest(string fields, string parameters, int status)
    {
        await using var gateway = await StartAsync([("gpt", "one", parameters), ("gpt", "two", parameters)], "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = Fails(status);
        using var response = await gateway.PostAsync(fields);
        await gateway.SpansAsync();

        gateway.Answers.Clear();
        Assert.DoesNotContain("[one]", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"api_key\":\"sk-mine\"", "configurable_clientside_auth_params: [api_key]", "one")]
    [InlineData("\"mock_response\":\"hello\"", "", "one")]
    [InlineData("", "", "")]
    public async Task What_a_caller_brings_is_served_while_the_deployment_rests(string fields, string parameters, string expected)
    {
        await using var gateway = await StartAsync([("gpt", "one", parameters)], "router_settings: { num_retries: 0, allowed_fails: 0 }");
        gateway.Answers["one"] = Fails(500);
        Assert.StartsWith("500: one", await gateway.RouteAsync(), StringComparison.Ordinal);
        gateway.Answers.Clear();

        Assert.StartsWith(expected.Length == 0 ? "429: " : $"200: {expected}", await gateway.RouteAsync(fields), StringComparison.Ordinal);
    }

    // A caller may send any name that the pattern fits.
    [Theory]
    [InlineData(404, false)]
    [InlineData(401, true)]
    public async Task A_name_that_the_provider_does_not_know_lets_no_pattern_rest(int status, bool rests)
    {
        await using var gateway = await StartAsync([("any/*", "one", ""), ("any/*", "two", "")], "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(status, UnknownModel);
        await gateway.RouteAsync(model: "any/none");
        await gateway.RouteAsync(model: "any/none");
        gateway.Answers.Clear();

        Assert.StartsWith(rests ? "429: " : "200: ", await gateway.RouteAsync(model: "any/known"), StringComparison.Ordinal);
    }

    // Providers have quotas for each model.
    [Theory]
    [InlineData("any/busy", "429: ")]
    [InlineData("any/other", "200: ")]
    public async Task A_model_without_quota_rests_alone_behind_a_pattern(string model, string expected)
    {
        await using var gateway = await StartAsync([("any/*", "one", ""), ("any/*", "two", "")], "router_settings: { num_retries: 1, cooldown_time: 30 }");
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(429);
        Assert.Equal("429: one initial turn 429 > two retry retry_elsewhere [one] 429", await gateway.RouteAsync(model: "any/busy"));
        gateway.Answers.Clear();

        Assert.StartsWith(expected, await gateway.RouteAsync(model: model), StringComparison.Ordinal);
        gateway.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.StartsWith("200: ", await gateway.RouteAsync(model: "any/busy"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_models_that_rest_behind_a_pattern_are_bounded()
    {
        var clock = new TestClock();
        var cooldowns = new Cooldowns(
            TestConfiguration.Read("model_list: [{ model_name: 'any/*', litellm_params: { model: 'simulated/*' } }]"), clock, NullLogger<Cooldowns>.Instance);
        var pattern = new PatternGroup("any/*", TestConfiguration.Read("model_list: [{ model_name: 'any/*', litellm_params: { model: 'simulated/*' } }]").Deployments);
        Deployment Named(int number) => Assert.Single(pattern.Find($"any/{number}", $"any/{number}")!.Deployments);
        for (var number = 0; number < 10_001; number++)
        {
            cooldowns.AddFailure(Named(number), isOnly: false, FailureKind.RateLimit, TimeSpan.FromMinutes(30));
        }

        Assert.Equal((true, true, false), (cooldowns.FindRest(Named(0)) is not null, cooldowns.FindRest(Named(9_999)) is not null, cooldowns.FindRest(Named(10_000)) is not null));
        clock.Advance(TimeSpan.FromSeconds(31 * 60));
        cooldowns.AddFailure(Named(10_000), isOnly: false, FailureKind.RateLimit, TimeSpan.FromMinutes(30));
        Assert.Equal((false, true), (cooldowns.FindRest(Named(0)) is not null, cooldowns.FindRest(Named(10_000)) is not null));
    }

    [Fact]
    public async Task A_session_that_the_provider_breaks_off_counts_as_a_failure()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { allowed_fails: 0 }");
        var opened = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Custom(http => SessionProvider.ServeAsync(http, async provider =>
        {
            await SessionProvider.SendAsync(provider, "{}");
            await opened.Task;
            provider.Abort();
            http.Abort();
        }));
        using (var caller = new ClientWebSocket())
        {
            caller.Options.AddSubProtocol("realtime");
            await caller.ConnectAsync(new Uri($"ws://{gateway.Gateway.Endpoint.Authority}/v1/realtime?model=gpt"), CancellationToken.None);
            await SessionProvider.ReceiveAsync(caller);
            opened.SetResult();
            await Assert.ThrowsAsync<WebSocketException>(() => caller.ReceiveAsync(new byte[10], CancellationToken.None));
        }

        await gateway.SpansAsync();
        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync());
    }

    [Theory]
    [InlineData("\"timeout\":77", "", false)]
    [InlineData("", "request_timeout: 77", true)]
    public async Task A_time_of_the_caller_lets_no_deployment_rest(string fields, string settings, bool rests)
    {
        await using var gateway = await StartAsync(Two, $"litellm_settings: {{ callbacks: [otel], {settings} }}\nrouter_settings: {{ num_retries: 0, allowed_fails: 0 }}");
        gateway.Answers["one"] = _ => UpstreamAnswer.Hang();
        var route = gateway.RouteAsync(fields);
        await gateway.WaitForRequestsAsync("one", 1);
        await gateway.Clock.FireAsync(TimeSpan.FromSeconds(77));
        Assert.StartsWith("504", await route, StringComparison.Ordinal);

        Assert.Equal(rests, (await gateway.RouteAsync()).Contains("[one]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_for_a_stored_file_lets_no_deployment_rest_and_is_served_while_it_rests()
    {
        await using var gateway = await StartAsync([("gpt", "one", "")], "router_settings: { num_retries: 0, allowed_fails: 0 }");
        gateway.Answers["one"] = Fails(404, UnknownModel);
        using (var missing = await gateway.Gateway.Client.GetAsync(new Uri("/v1/files/none", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            await gateway.SpansAsync();
        }

        Assert.StartsWith("404: one", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.Equal("429: ", await gateway.RouteAsync());
        gateway.Answers.Clear();
        using var file = await gateway.Gateway.Client.GetAsync(new Uri("/v1/files/file-1", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_byte_counts()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { allowed_fails: 0 }");
        gateway.Answers["one"] = _ => UpstreamAnswer.AbortAfter("promised", 0, "text/event-stream");

        await gateway.RouteAsync("\"stream\":true");

        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync("\"stream\":true"));
    }

    [Fact]
    public async Task A_session_goes_to_a_deployment_that_does_not_rest()
    {
        await using var gateway = await StartAsync(Two);
        gateway.Answers["one"] = Fails(429);
        gateway.Answers["two"] = _ => UpstreamAnswer.Custom(http => SessionProvider.ServeAsync(http, static provider => SessionProvider.SendAsync(provider, "{}")));

        await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(gateway));
        Assert.Equal("one initial turn 429", await gateway.AttemptsAsync());
        await OpenAsync(gateway);
        Assert.Equal("two initial others_resting [one] ", await gateway.AttemptsAsync());
    }

    private static async Task OpenAsync(RoutedGateway gateway)
    {
        using var caller = new ClientWebSocket();
        caller.Options.AddSubProtocol("realtime");
        await caller.ConnectAsync(new Uri($"ws://{gateway.Gateway.Endpoint.Authority}/v1/realtime?model=gpt"), CancellationToken.None);
        await SessionProvider.ReceiveAsync(caller);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
