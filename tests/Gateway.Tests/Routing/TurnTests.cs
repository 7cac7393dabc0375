using TracedLlm.Testing.Upstreams;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>Which deployment a request goes to first, and where its retries go on.</summary>
public sealed class TurnTests
{
    private static readonly (string, string, string)[] Three = [("gpt", "one", ""), ("gpt", "two", ""), ("gpt", "three", "")];

    [Fact]
    public async Task A_request_takes_one_turn_and_its_retries_go_on_from_there()
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")]);
        gateway.Answers["one"] = Fails(500);

        Assert.Equal("200: one initial turn 500 > two retry retry_elsewhere 200", await gateway.RouteAsync());
        Assert.Equal("200: two initial turn 200", await gateway.RouteAsync());
        Assert.Equal("200: one initial turn 500 > two retry retry_elsewhere 200", await gateway.RouteAsync());
        Assert.Equal("200: two initial turn 200", await gateway.RouteAsync());
    }

    [Fact]
    public async Task Retries_come_back_to_a_deployment_when_all_have_failed()
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")], "router_settings: { num_retries: 3, disable_cooldowns: true }");
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(500, retryAfter: "0");

        Assert.Equal("500: one initial turn 500 > two retry retry_elsewhere 500 > one retry retry_same 500 > two retry retry_same 500", await gateway.RouteAsync());
    }

    // Only a deployment that has failed itself needs time.
    [Fact]
    public async Task A_retry_elsewhere_does_not_wait()
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")], "router_settings: { num_retries: 2, disable_cooldowns: true }");
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(500);

        using var response = await gateway.PostAsync();
        var waits = (await gateway.SpansAsync()).Where(span => span.Attributes.ContainsKey("litellm.attempt.index"))
            .OrderBy(span => span.Attributes.Get<long>("litellm.attempt.index")).Select(span => span.Attributes[LiteLlm.AttemptBackoff]);

        Assert.Equal([null, 0L, 200L], waits);
    }

    [Fact]
    public async Task Two_retries_are_the_default()
    {
        await using var gateway = await StartAsync([("gpt", "one", "")]);
        gateway.Answers["one"] = Fails(500, retryAfter: "0");

        using var response = await gateway.PostAsync();

        Assert.Equal((3, "2"), (gateway.RequestsOf("one").Count, response.Headers.GetValues("x-litellm-max-retries").Single()));
        Assert.Equal("one initial only_deployment 500 > one retry retry_same 500 > one retry retry_same 500", await gateway.AttemptsAsync());
    }

    [Theory]
    [InlineData("weight: 1", "weight: 3", 0.2, "one initial weight 200")]
    [InlineData("weight: 1", "weight: 3", 0.3, "two initial weight 200")]
    [InlineData("rpm: 1", "rpm: 3", 0.3, "two initial weight 200")]
    [InlineData("tpm: 1000", "tpm: 3000", 0.2, "one initial weight 200")]
    [InlineData("weight: 1, rpm: 9", "weight: 3, rpm: 1", 0.3, "two initial weight 200")]
    [InlineData("weight: 0", "weight: 1", 0.0, "two initial weight 200")]
    [InlineData("tpm: 5", "weight: 1", 0.0, "two initial weight 200")]
    [InlineData("weight: 2", "weight: 2", 0.9, "one initial turn 200")]
    [InlineData("weight: 0", "weight: 0", 0.9, "one initial turn 200")]
    public async Task Weights_decide_which_deployment_is_called(string one, string two, double random, string expected)
    {
        await using var gateway = await StartAsync([("gpt", "one", one), ("gpt", "two", two)], "router_settings: { routing_strategy: simple-shuffle }");
        gateway.Random.Enqueue(random);

        Assert.Equal("200: " + expected, await gateway.RouteAsync());
    }

    [Fact]
    public async Task A_deployment_without_weight_serves_retries()
    {
        await using var gateway = await StartAsync([("gpt", "one", "weight: 0"), ("gpt", "two", "weight: 1")]);
        gateway.Answers["two"] = Fails(500);

        Assert.Equal("200: two initial weight 500 > one retry retry_elsewhere 200", await gateway.RouteAsync());
    }

    [Fact]
    public async Task The_least_busy_deployment_is_called()
    {
        await using var gateway = await StartAsync(Three, "router_settings: { routing_strategy: least-busy }");
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var held = gateway.PostAsync();
        await gateway.WaitForRequestsAsync("one", 1);

        // In turn, the third request would go to the first deployment again.
        for (var i = 0; i < 4; i++)
        {
            using var response = await gateway.PostAsync();
            await response.Content.ReadAsStringAsync();
        }

        Assert.Equal((1, 4), (gateway.RequestsOf("one").Count, gateway.RequestsOf("two").Count + gateway.RequestsOf("three").Count));
        gate.SetResult();
        (await held).Dispose();
    }

    [Fact]
    public async Task The_trace_names_the_strategy()
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")], "router_settings: { routing_strategy: least-busy }");

        using var response = await gateway.PostAsync();

        var attempt = Assert.Single(await gateway.SpansAsync(), span => span.Attributes.ContainsKey(LiteLlm.RoutingReason));
        Assert.Equal(("least-busy", "least_busy"), ((string)attempt.Attributes[LiteLlm.RoutingStrategy]!, (string)attempt.Attributes[LiteLlm.RoutingReason]!));
        Assert.False(attempt.Attributes.ContainsKey(LiteLlm.RoutingResting));
    }

    [Theory]
    [InlineData("", "two")]
    [InlineData("routing_strategy_args: { lowest_latency_buffer: 0.4 }", "two")]
    [InlineData("routing_strategy_args: { lowest_latency_buffer: 0.6 }", "one")]
    public async Task The_deployment_with_the_lowest_latency_is_called(string arguments, string expected)
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")], $"router_settings: {{ routing_strategy: latency-based-routing, {arguments} }}");
        gateway.Answers["one"] = _ => Slow(gateway, 3);
        gateway.Answers["two"] = _ => Slow(gateway, 2);

        // Each is tried once. Of those that are nearly as fast as the fastest, the second one is drawn.
        var first = new[] { await gateway.RouteAsync(), await gateway.RouteAsync() };
        gateway.Random.Enqueue(0.9);

        Assert.Equal(["200: one initial lowest_latency 200", "200: two initial lowest_latency 200"], first.Order());
        Assert.Equal($"200: {expected} initial lowest_latency 200", await gateway.RouteAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(0)]
    public async Task A_deployment_that_fails_at_once_is_not_the_fastest(int status)
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")], "router_settings: { routing_strategy: latency-based-routing, disable_cooldowns: true, num_retries: 0 }");
        gateway.Answers["one"] = status == 0 ? _ => UpstreamAnswer.Refuse() : Fails(status);
        gateway.Answers["two"] = _ => Slow(gateway, 0.2);
        for (var i = 0; i < 10; i++)
        {
            await gateway.RouteAsync();
        }

        Assert.Equal(9, gateway.RequestsOf("two").Count);
    }

    [Fact]
    public async Task A_latency_is_forgotten_after_its_time()
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")], "router_settings: { routing_strategy: latency-based-routing, routing_strategy_args: { ttl: 60 } }");
        gateway.Answers["one"] = _ => Slow(gateway, 3);
        gateway.Answers["two"] = _ => Slow(gateway, 2);
        await gateway.RouteAsync();
        await gateway.RouteAsync();
        Assert.StartsWith("200: two", await gateway.RouteAsync(), StringComparison.Ordinal);
        gateway.Clock.SetBack(TimeSpan.FromSeconds(3600));
        gateway.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.StartsWith("200: one", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_have_latencies_of_their_own()
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("gpt", "two", "")], "router_settings: { routing_strategy: latency-based-routing }");
        gateway.Answers["one"] = request => Slow(gateway, request.Body.Contains("\"stream\":true", StringComparison.Ordinal) ? 1 : 3);
        gateway.Answers["two"] = _ => Slow(gateway, 2);
        foreach (var fields in new[] { "", "", "\"stream\":true", "\"stream\":true" })
        {
            await gateway.RouteAsync(fields);
        }

        Assert.StartsWith("200: two", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.StartsWith("200: one", await gateway.RouteAsync("\"stream\":true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lower_order_goes_first_and_a_higher_one_follows_when_its_retries_are_used_up()
    {
        await using var gateway = await StartAsync([("gpt", "three", ""), ("gpt", "two", "order: 2"), ("gpt", "one", "order: 1")], "router_settings: { num_retries: 1 }");
        Assert.Equal("200: one initial order 200", await gateway.RouteAsync());
        Assert.Equal("200: one initial order 200", await gateway.RouteAsync());
        gateway.Answers["one"] = gateway.Answers["two"] = Fails(500, retryAfter: "0");

        using var response = await gateway.PostAsync();

        Assert.Equal(["5"], response.Headers.GetValues("x-litellm-max-retries"));
        Assert.Equal(
            "one initial order 500 > one retry retry_same 500 > two retry order_failed 500 > two retry retry_same 500 > three retry order_failed 200",
            await gateway.AttemptsAsync());
    }

    [Fact]
    public async Task A_higher_order_is_no_retry_of_the_file()
    {
        await using var gateway = await StartAsync([("gpt", "one", "order: 1"), ("gpt", "two", "order: 2")], "router_settings: { num_retries: 0 }");
        gateway.Answers["one"] = Fails(503);

        Assert.Equal("200: one initial order 503 > two retry order_failed 200", await gateway.RouteAsync());
        gateway.Answers["one"] = Fails(400);
        Assert.Equal("400: one initial order 400", await gateway.RouteAsync());
    }

    [Fact]
    public async Task A_deployment_that_has_as_many_calls_as_it_may_have_is_passed_over_by_every_strategy()
    {
        await using var gateway = await StartAsync(
            [("gpt", "one", "weight: 9, max_parallel_requests: 1"), ("gpt", "two", "weight: 1, max_parallel_requests: 1"), ("spare", "three", "")],
            "router_settings: { fallbacks: [{ gpt: [spare] }] }");
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = gateway.Answers["two"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var held = new List<Task<HttpResponseMessage>>();
        foreach (var provider in new[] { "one", "two" })
        {
            held.Add(gateway.PostAsync());
            await gateway.WaitForRequestsAsync(provider, 1);
        }

        // The request that waited in vain sent nothing.
        held.Add(gateway.PostAsync());
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using (var third = await held[2])
        {
            Assert.Equal(["spare"], third.Headers.GetValues("x-litellm-model-group"));
        }

        gate.SetResult();
        foreach (var request in held)
        {
            (await request).Dispose();
        }

        Assert.Equal(
            ["one weight", "three fallback", "two others_busy"],
            await ReasonsAsync(gateway, requests: 3));
    }

    [Fact]
    public async Task A_higher_order_serves_while_those_before_are_busy()
    {
        await using var gateway = await StartAsync([("gpt", "one", "order: 1, max_parallel_requests: 1"), ("gpt", "two", "order: 2")]);
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var held = gateway.PostAsync();
        await gateway.WaitForRequestsAsync("one", 1);

        var waiting = gateway.PostAsync();
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        (await waiting).Dispose();
        gate.SetResult();
        (await held).Dispose();

        Assert.Equal(["one order", "two others_busy"], await ReasonsAsync(gateway, requests: 2));
    }

    // The sum of the weights is rounded, so that the draw may end behind the last one.
    [Fact]
    public async Task A_weight_of_0_is_not_drawn_by_rounding()
    {
        await using var gateway = await StartAsync([("gpt", "one", "weight: 0"), ("gpt", "two", "weight: 0.7"), ("gpt", "three", "weight: 2.3")]);
        gateway.Random.Enqueue(Math.BitDecrement(1.0));

        Assert.Equal("200: three initial weight 200", await gateway.RouteAsync());
    }

    [Theory]
    [InlineData(1, "one")]
    [InlineData(2, "two")]
    public async Task As_many_latencies_count_as_the_file_says(int most, string expected)
    {
        await using var gateway = await StartAsync(
            [("gpt", "one", ""), ("gpt", "two", "")], $"router_settings: {{ routing_strategy: latency-based-routing, disable_cooldowns: true, num_retries: 0, routing_strategy_args: {{ max_latency_list_size: {most}, lowest_latency_buffer: 5000 }} }}");
        var seconds = 9;
        gateway.Answers["one"] = _ => Slow(gateway, seconds);
        gateway.Answers["two"] = _ => Slow(gateway, 3);

        // Both are known; the one that is drawn then is fast from now on.
        await gateway.RouteAsync();
        await gateway.RouteAsync();
        seconds = 1;
        gateway.Random.Enqueue(0.9);
        Assert.StartsWith("200: one", await gateway.RouteAsync(), StringComparison.Ordinal);

        Assert.StartsWith($"200: {expected}", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> ReasonsAsync(RoutedGateway gateway, int requests) =>
        (await gateway.SpansAsync(requests)).Where(span => span.Attributes.ContainsKey(LiteLlm.RoutingReason)).Select(span => $"{NameOf(span.Attributes[LiteLlm.DeploymentId])} {span.Attributes[LiteLlm.RoutingReason]}").Order();

    private static UpstreamAnswer Slow(RoutedGateway gateway, double seconds)
    {
        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);
    }
}
