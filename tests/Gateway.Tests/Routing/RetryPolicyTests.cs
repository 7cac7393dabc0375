using TracedLlm.Testing.Upstreams;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>How many retries follow a failure: of the caller, of the class of the error, of the deployment, of the router.</summary>
public sealed class RetryPolicyTests
{
    private const string TooLong = """{"error":{"code":"context_length_exceeded","message":"Too long."}}""";
    private const string Filtered = """{"error":{"code":"content_filter","message":"No."}}""";

    [Theory]
    [InlineData("", "", "", 500, null, 2)]
    [InlineData("", "", "num_retries: 1", 500, null, 1)]
    [InlineData("", "max_retries: 3", "num_retries: 1", 500, null, 3)]
    [InlineData("", "num_retries: 0", "num_retries: 1", 500, null, 0)]
    [InlineData("", "num_retries: 3, max_retries: 1", "", 500, null, 3)]
    [InlineData("", "max_retries: 3", "retry_policy: { InternalServerErrorRetries: 1 }", 500, null, 1)]
    [InlineData("\"num_retries\":0", "max_retries: 3", "retry_policy: { InternalServerErrorRetries: 1 }", 500, null, 0)]
    [InlineData("\"num_retries\":3", "", "retry_policy: { InternalServerErrorRetries: 1 }", 500, null, 3)]
    [InlineData("", "", "retry_policy: { InternalServerErrorRetries: 1 }", 503, null, 1)]
    [InlineData("", "", "retry_policy: { InternalServerErrorRetries: 1 }", 429, null, 2)]
    [InlineData("", "", "retry_policy: { RateLimitErrorRetries: 1 }", 429, null, 1)]
    [InlineData("", "", "retry_policy: { TimeoutErrorRetries: 1 }", 408, null, 1)]
    [InlineData("", "", "", 400, null, 0)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }", 400, null, 1)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }", 400, TooLong, 1)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }", 400, Filtered, 1)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1, ContentPolicyViolationErrorRetries: 3 }", 400, Filtered, 3)]
    [InlineData("", "", "retry_policy: { ContentPolicyViolationErrorRetries: 3 }", 400, TooLong, 0)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }, context_window_fallbacks: [{ gpt: [other] }]", 400, TooLong, 0)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }, context_window_fallbacks: [{ '*': [other] }]", 400, TooLong, 0)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }, context_window_fallbacks: [{ other: [gpt] }]", 400, TooLong, 1)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }, context_window_fallbacks: [{ gpt: [other] }]", 400, Filtered, 1)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }, content_policy_fallbacks: [{ gpt: [other] }]", 400, Filtered, 0)]
    [InlineData("", "", "retry_policy: { BadRequestErrorRetries: 1 }, fallbacks: [{ gpt: [other] }]", 400, TooLong, 1)]
    [InlineData("", "", "", 401, null, 0)]
    [InlineData("", "", "retry_policy: { AuthenticationErrorRetries: 1 }", 401, null, 1)]
    [InlineData("", "", "retry_policy: { NotFoundErrorRetries: 1 }", 404, null, 1)]
    [InlineData("", "", "retry_policy: { NotFoundErrorRetries: 1 }", 404, "{\"error\":{\"code\":\"model_not_found\"}}", 1)]
    [InlineData("", "", "model_group_retry_policy: { gpt: { InternalServerErrorRetries: 1 } }, retry_policy: { InternalServerErrorRetries: 3 }", 500, null, 1)]
    [InlineData("", "", "model_group_retry_policy: { other: { InternalServerErrorRetries: 1 } }, retry_policy: { InternalServerErrorRetries: 3 }", 500, null, 3)]
    public async Task The_most_exact_number_counts(string fields, string parameters, string router, int status, string? error, int retries)
    {
        await using var gateway = await StartAsync([("gpt", "one", parameters), ("other", "two", "")], $"router_settings: {{ {router} }}");
        gateway.Answers["one"] = Fails(status, error, retryAfter: "0");

        using var response = await gateway.PostAsync(fields);

        Assert.Equal(retries, gateway.RequestsOf("one").Count - 1);
        Assert.True(int.Parse(response.Headers.GetValues("x-litellm-max-retries").Single()) >= retries);
    }

    // A list in which no model may follow any more saves no retry: nothing else answers the caller.
    [Theory]
    [InlineData(1, "content_policy", Filtered, "400: one initial only_deployment 500 > two fallback fallback 400 > two retry retry_same 400")]
    [InlineData(2, "content_policy", Filtered, "200: one initial only_deployment 500 > two fallback fallback 400 > three fallback content_policy_fallback 200")]
    [InlineData(1, "context_window", TooLong, "400: one initial only_deployment 500 > two fallback fallback 400 > two retry retry_same 400")]
    [InlineData(2, "context_window", TooLong, "200: one initial only_deployment 500 > two fallback fallback 400 > three fallback context_window_fallback 200")]
    [InlineData(2, "content_policy", TooLong, "400: one initial only_deployment 500 > two fallback fallback 400 > two retry retry_same 400")]
    public async Task A_list_for_a_failure_takes_the_place_of_retries_only_if_a_fallback_is_left(int most, string list, string error, string expected)
    {
        await using var gateway = await StartAsync(
            [("gpt", "one", "num_retries: 0"), ("spare", "two", "num_retries: 0"), ("last", "three", "")],
            $"router_settings: {{ max_fallbacks: {most}, retry_policy: {{ InternalServerErrorRetries: 0, BadRequestErrorRetries: 1 }}, fallbacks: [{{ gpt: [spare] }}], {list}_fallbacks: [{{ spare: [last] }}] }}");
        gateway.Answers["one"] = Fails(500);
        gateway.Answers["two"] = Fails(400, error, retryAfter: "0");

        Assert.Equal(expected, await gateway.RouteAsync());
    }

    [Fact]
    public async Task The_retries_of_the_last_deployment_that_failed_count()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_retries: 0"), ("gpt", "two", "max_retries: 5")], "router_settings: { disable_cooldowns: true }");
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(500, retryAfter: "0");

        Assert.Equal("500: one initial turn 500", await gateway.RouteAsync());
        Assert.Equal("500: two initial turn 500 > one retry retry_elsewhere 500", await gateway.RouteAsync());
    }

    // Another key may be good; the same one is not.
    [Fact]
    public async Task A_refused_key_is_retried_elsewhere_only()
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")]);
        gateway.Answers["one"] = Fails(401);

        Assert.Equal("200: one initial turn 401 > two retry retry_elsewhere [one] 200", await gateway.RouteAsync());
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        gateway.Answers["two"] = Fails(401);
        Assert.EndsWith("[one] 401", await RouteFromAsync(gateway, "one"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_may_ask_for_ten_retries_and_no_more()
    {
        await using var gateway = await StartAsync([("gpt", "one", "")]);

        using var refused = await gateway.PostAsync("\"num_retries\":11");

        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Empty(gateway.RequestsOf("one"));
    }

    [Theory]
    [InlineData("request_timeout: 7", "", "", false, true)]
    [InlineData("request_timeout: 600", "timeout: 7", "", false, true)]
    [InlineData("request_timeout: 7", "timeout: 600", "", false, false)]
    [InlineData("request_timeout: 7", "", "\"timeout\":600", false, false)]
    [InlineData("request_timeout: 600", "timeout: 600", "\"timeout\":7", false, true)]
    [InlineData("stream_timeout: 7", "", "", true, true)]
    [InlineData("stream_timeout: 7", "", "", false, false)]
    [InlineData("request_timeout: 7, stream_timeout: 600", "", "", true, false)]
    [InlineData("request_timeout: 7", "", "", true, true)]
    [InlineData("request_timeout: 600", "stream_timeout: 7", "", true, true)]
    [InlineData("request_timeout: 600", "stream_timeout: 7", "", false, false)]
    [InlineData("stream_timeout: 600", "timeout: 7", "", true, false)]
    [InlineData("request_timeout: 600", "timeout: 7", "", true, true)]
    [InlineData("request_timeout: 600", "stream_timeout: 7", "\"timeout\":600", true, false)]
    [InlineData("request_timeout: 600", "stream_timeout: 600", "\"stream_timeout\":7", true, true)]
    public async Task The_most_exact_time_counts(string settings, string parameters, string fields, bool stream, bool isTooLong)
    {
        await using var gateway = await StartAsync([("gpt", "one", parameters)], $"litellm_settings: {{ callbacks: [otel], num_retries: 0, {settings} }}");

        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));

        var sending = gateway.PostAsync(string.Join(',', new[] { fields, stream ? "\"stream\":true" : "" }.Where(field => field.Length > 0)));
        await gateway.WaitForRequestsAsync("one", 1);
        gateway.Clock.Advance(TimeSpan.FromSeconds(8));
        gate.SetResult();
        using var response = await sending;

        Assert.Equal(isTooLong ? 504 : 200, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_routers_time_goes_before_the_librarys()
    {
        await using var gateway = await StartAsync(
            [("gpt", "one", "")], "litellm_settings: { callbacks: [otel], num_retries: 0, request_timeout: 600, stream_timeout: 600 }\nrouter_settings: { timeout: 7, stream_timeout: 7 }");
        gateway.Answers["one"] = _ => UpstreamAnswer.Hang();

        foreach (var fields in new[] { "", "\"stream\":true" })
        {
            var route = gateway.RouteAsync(fields);
            await gateway.Clock.FireAsync(TimeSpan.FromSeconds(7));
            Assert.StartsWith("504", await route, StringComparison.Ordinal);
        }
    }

    private static async Task<string> RouteFromAsync(RoutedGateway gateway, string first)
    {
        var route = await gateway.RouteAsync();
        if (!route.Contains($": {first} ", StringComparison.Ordinal))
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(6));
            route = await gateway.RouteAsync();
        }

        return route;
    }
}
