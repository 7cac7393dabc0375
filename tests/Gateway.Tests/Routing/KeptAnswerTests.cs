using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>If all deployments that would follow a failure rest or are busy, the failure is what the caller gets, and what decides about the fallback.</summary>
public sealed class KeptAnswerTests
{
    private const string TooLong = """{"error":{"code":"context_length_exceeded","message":"Too long."}}""";

    private static readonly (string, string, string)[] Orders = [("gpt", "one", "order: 1"), ("gpt", "two", "order: 2, max_parallel_requests: 1")];
    private static readonly (string, string, string)[] Fallbacks = [("gpt", "one", ""), ("spare", "two", "max_parallel_requests: 1")];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_busy_deployment_hides_no_answer_of_the_one_before(bool isFallback)
    {
        await using var gateway = await StartAsync(isFallback ? Fallbacks : Orders, $"router_settings: {{ num_retries: 0, disable_cooldowns: true{(isFallback ? ", fallbacks: [{ gpt: [spare] }]" : "")} }}");
        gateway.Answers["one"] = Fails(429, RecordedOpenAi.RateLimitError, retryAfter: "7");
        await using var held = await HoldSecondAsync(gateway);

        var request = gateway.PostAsync();
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var response = await request;

        Assert.Equal((429, "7"), ((int)response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(RecordedOpenAi.RateLimitError, await response.Content.ReadAsStringAsync());
        Assert.Equal((2, 1), (gateway.RequestsOf("one").Count, gateway.RequestsOf("two").Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_busy_deployment_hides_no_failure_of_the_one_before(bool isFallback)
    {
        await using var gateway = await StartAsync(isFallback ? Fallbacks : Orders, $"router_settings: {{ num_retries: 0{(isFallback ? ", fallbacks: [{ gpt: [spare] }]" : "")} }}");
        gateway.Answers["one"] = _ => UpstreamAnswer.Refuse();
        await using var held = await HoldSecondAsync(gateway);

        var request = gateway.PostAsync();
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var response = await request;

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Contains("The provider of 'gpt' could not be reached.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_order_keeps_the_fallbacks_of_the_failure_before()
    {
        await using var gateway = await StartAsync([.. Orders, ("large", "three", "")], "router_settings: { num_retries: 0, context_window_fallbacks: [{ gpt: [large] }] }");
        gateway.Answers["one"] = Fails(400, TooLong);
        await using var held = await HoldSecondAsync(gateway);

        var request = gateway.PostAsync();
        // The gateway has looked at two errors before.
        await gateway.Clock.WaitForStartsAsync(DeploymentLimits.LongestWait, 3);
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var response = await request;

        Assert.Equal((200, "large"), ((int)response.StatusCode, response.Headers.GetValues("x-litellm-model-group").Single()));
    }

    [Fact]
    public async Task A_busy_fallback_is_followed_by_the_next_one()
    {
        await using var gateway = await StartAsync([.. Fallbacks, ("large", "three", "")], "router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare, large] }] }");
        gateway.Answers["one"] = Fails(500);
        await using var held = await HoldSecondAsync(gateway);
        gateway.Answers["three"] = Fails(503, """{"error":{"message":"Later."}}""");

        var request = gateway.PostAsync();
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var response = await request;

        Assert.Equal((503, """{"error":{"message":"Later."}}"""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_fallback_that_rests_hides_no_answer()
    {
        await using var gateway = await StartAsync(
            [("gpt", "one", "cooldown_time: 0"), ("spare", "two", "")], "router_settings: { num_retries: 0, allowed_fails: 0, fallbacks: [{ gpt: [spare] }] }");
        gateway.Answers["one"] = Fails(500);
        gateway.Answers["two"] = Fails(503);
        Assert.Equal("503: two initial only_deployment 503", await gateway.RouteAsync(model: "spare"));

        using var response = await gateway.PostAsync();

        Assert.Equal((500, RecordedOpenAi.ServerError), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        var spans = await gateway.SpansAsync();
        Assert.Single(spans, static span => span.Attributes.ContainsKey("litellm.attempt.index"));
        Assert.DoesNotContain(spans, static span => span.Attributes.ContainsKey(LiteLlm.RoutingResting));
    }

    [Fact]
    public async Task An_answer_that_is_kept_while_its_caller_leaves_frees_its_connection()
    {
        await using var gateway = await StartAsync(Fallbacks, "router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare] }] }");
        var (isEndless, ended) = (false, new TaskCompletionSource());
        gateway.Answers["one"] = request => !isEndless ? Fails(500)(request) : UpstreamAnswer.Custom(async http =>
        {
            http.RequestAborted.Register(ended.SetResult);
            http.Response.StatusCode = 500;
            await http.Response.Body.FlushAsync();
            await ended.Task;
        });
        await using var held = await HoldSecondAsync(gateway);
        isEndless = true;
        using var left = new CancellationTokenSource();
        using var content = new StringContent("""{"model":"gpt","messages":[]}""", null, "application/json");
        var request = gateway.Gateway.Client.PostAsync(new Uri(Chat, UriKind.Relative), content, left.Token);
        await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await ended.Task.WaitAsync(Patience.Default);
    }

    // A first request, which the second provider answers at the end of the test.
    private static async Task<HeldRequest> HoldSecondAsync(RoutedGateway gateway)
    {
        var gate = new TaskCompletionSource();
        gateway.Answers["two"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var request = gateway.PostAsync();
        await gateway.WaitForRequestsAsync("two", 1);
        return new HeldRequest(request, gate);
    }
}
