using TracedLlm.Testing.Upstreams;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary><c>latency-based-routing</c> among deployments that fail, hang or have not answered yet.</summary>
public sealed class LatencyTests
{
    private const string Strategy = "routing_strategy: latency-based-routing, num_retries: 0";

    private static readonly (string, string, string)[] Two = [("gpt", "one", ""), ("gpt", "two", "")];

    [Theory]
    [InlineData("", 4, "two")]
    [InlineData("", 6, "one")]
    [InlineData(", disable_cooldowns: true", 6, "one")]
    [InlineData(", cooldown_time: 0", 4, "two")]
    [InlineData(", cooldown_time: 0", 6, "one")]
    [InlineData(", cooldown_time: 30", 29, "two")]
    [InlineData(", cooldown_time: 30", 31, "one")]
    public async Task A_failure_counts_as_long_as_a_rest(string settings, double seconds, string expected)
    {
        foreach (var status in new[] { 429, 500, 403, 0 })
        {
            await using var gateway = await StartAsync(Two, $"router_settings: {{ {Strategy}{settings} }}");
            await AnswerAsync(gateway);
            gateway.Answers["one"] = status == 0 ? _ => UpstreamAnswer.Refuse() : Fails(status);
            Assert.Contains("one", await gateway.RouteAsync(), StringComparison.Ordinal);
            gateway.Answers.Remove("one");

            gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));

            Assert.StartsWith($"200: {expected}", await gateway.RouteAsync(), StringComparison.Ordinal);
        }
    }

    // A hanging deployment costs its caller the whole time.
    [Theory]
    [InlineData(6, "two two")]
    [InlineData(3601, "two one")]
    public async Task A_timeout_counts_among_the_answers(double seconds, string expected)
    {
        await using var gateway = await StartAsync([("gpt", "one", "timeout: 77"), ("gpt", "two", "")], $"router_settings: {{ {Strategy} }}");
        await AnswerAsync(gateway);
        gateway.Answers["one"] = _ => UpstreamAnswer.Hang();
        var route = gateway.RouteAsync();
        await gateway.Clock.FireAsync(TimeSpan.FromSeconds(77));
        Assert.StartsWith("504: one", await route, StringComparison.Ordinal);
        gateway.Answers.Remove("one");

        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));

        // After the time of the latencies both are unknown, and it is the turn of the second one.
        string[] next = [await gateway.RouteAsync(), await gateway.RouteAsync()];
        Assert.Equal(expected, string.Join(' ', next.Select(static route => route.Split(' ')[1])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"stream\":true")]
    public async Task One_request_only_waits_for_the_first_answer_of_a_deployment(string fields)
    {
        await using var gateway = await StartAsync(Two, $"router_settings: {{ {Strategy} }}");
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => Slow(gateway, 3);
        gateway.Answers["two"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        Assert.StartsWith("200: one", await gateway.RouteAsync(fields), StringComparison.Ordinal);
        var hanging = gateway.PostAsync(fields);
        await gateway.WaitForRequestsAsync("two", 1);

        for (var i = 0; i < 4; i++)
        {
            var next = gateway.PostAsync(fields);
            await gateway.WaitForRequestsAsync(i + 3);

            Assert.Single(gateway.RequestsOf("two"));
            (await next).Dispose();
        }

        gate.SetResult();
        (await hanging).Dispose();
        Assert.Equal(5, gateway.RequestsOf("one").Count);
    }

    [Fact]
    public async Task Requests_share_deployments_of_which_none_has_answered()
    {
        await using var gateway = await StartAsync(Two, $"router_settings: {{ {Strategy} }}");
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = gateway.Answers["two"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var held = new List<Task<HttpResponseMessage>>();
        for (var i = 1; i <= 4; i++)
        {
            held.Add(gateway.PostAsync());
            await gateway.WaitForRequestsAsync(i);
        }

        Assert.Equal((2, 2), (gateway.RequestsOf("one").Count, gateway.RequestsOf("two").Count));
        gate.SetResult();
        foreach (var request in held)
        {
            (await request).Dispose();
        }
    }

    [Theory]
    [InlineData("1.0e15", "two")]
    [InlineData("1.0e308", "two")]
    [InlineData("0", "one")]
    public async Task A_buffer_may_be_of_any_size(string buffer, string expected)
    {
        await using var gateway = await StartAsync(Two, $"router_settings: {{ {Strategy}, routing_strategy_args: {{ lowest_latency_buffer: {buffer} }} }}");
        await AnswerAsync(gateway);
        gateway.Random.Enqueue(0.9);

        Assert.StartsWith($"200: {expected}", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_may_be_of_any_size()
    {
        await using var gateway = await StartAsync([("gpt", "one", "weight: 1.0e308"), ("gpt", "two", "weight: 1.5e308")], "router_settings: { num_retries: 0 }");
        gateway.Random.Enqueue(0.39);
        Assert.StartsWith("200: one", await gateway.RouteAsync(), StringComparison.Ordinal);
        gateway.Random.Enqueue(0.41);
        Assert.StartsWith("200: two", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    // Both answer once, one of them sooner.
    private static async Task AnswerAsync(RoutedGateway gateway)
    {
        gateway.Answers["one"] = _ => Slow(gateway, 1);
        gateway.Answers["two"] = _ => Slow(gateway, 2);
        Assert.StartsWith("200: one", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.StartsWith("200: two", await gateway.RouteAsync(), StringComparison.Ordinal);
        gateway.Answers.Clear();
    }

    private static UpstreamAnswer Slow(RoutedGateway gateway, double seconds)
    {
        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);
    }
}
