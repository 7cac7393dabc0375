using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary><c>max_parallel_requests</c> of deployments and of keys.</summary>
public sealed class DeploymentLimitTests
{
    [Theory]
    [InlineData("", ", max_parallel_requests: 1", null)]
    [InlineData(", max_parallel_requests: 1", "", null)]
    [InlineData(", max_parallel_requests: 9", "", "router_settings: { default_max_parallel_requests: 1 }")]
    [InlineData(", max_parallel_requests: 9", ", max_parallel_requests: 1", "router_settings: { default_max_parallel_requests: 9 }")]
    public async Task A_call_waits_a_moment_for_its_deployment_and_is_refused(string general, string parameters, string? router)
    {
        await using var gateway = await HeldProvider.StartAsync(general, parameters, _ => router ?? "");
        await gateway.HoldAsync();

        var waiting = gateway.PostAsync();
        await gateway.Gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var refused = await waiting;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.Contains("Retry-After"));
        Assert.Equal(
            """{"error":{"message":"The deployments of 'gpt' have as many requests in progress as max_parallel_requests allows.","type":"server_error","param":null,"code":"overloaded"}}""",
            await refused.Content.ReadAsStringAsync());
        Assert.Single(gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_call_gets_the_place_that_becomes_free()
    {
        await using var gateway = await HeldProvider.StartAsync("", ", max_parallel_requests: 1");
        var held = await gateway.HoldAsync();

        var waiting = gateway.PostAsync();
        await gateway.Gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);
        gateway.Gate.SetResult();
        using var first = await held[0];
        using var second = await waiting;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task No_more_calls_wait_than_may_run()
    {
        await using var gateway = await HeldProvider.StartAsync("", ", max_parallel_requests: 1");
        await gateway.HoldAsync();

        var requests = Enumerable.Range(0, 6).Select(_ => gateway.PostAsync()).ToList();
        for (var i = 0; i < 5; i++)
        {
            var refused = await Task.WhenAny(requests);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await refused).StatusCode);
            requests.Remove(refused);
        }

        await gateway.Gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await requests[0]).StatusCode);
        Assert.Single(gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_call_goes_to_the_deployment_that_is_free()
    {
        await using var gateway = await HeldProvider.StartAsync(
            "",
            ", max_parallel_requests: 1",
            endpoint => $"  - {{ model_name: gpt, litellm_params: {{ model: openai/spare, api_base: '{endpoint}v1', api_key: sk-provider, max_parallel_requests: 2 }} }}");

        await gateway.HoldAsync(3);

        Assert.Equal(["gpt-4.1", "spare", "spare"], gateway.Upstream.Requests.Select(static request => request.Body.Contains("spare", StringComparison.Ordinal) ? "spare" : "gpt-4.1").Order(StringComparer.Ordinal));
        var waiting = gateway.PostAsync();
        await gateway.Gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var refused = await waiting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    [Fact]
    public async Task A_fallback_answers_for_a_deployment_that_is_full()
    {
        await using var gateway = await HeldProvider.StartAsync(
            "",
            ", max_parallel_requests: 1",
            _ => "  - { model_name: spare, litellm_params: { model: simulated/demo } }\nlitellm_settings: { fallbacks: [{ gpt: [spare] }] }");
        await gateway.HoldAsync();

        var waiting = gateway.PostAsync();
        await gateway.Gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var answered = await waiting;

        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal("spare", Assert.Single(answered.Headers.GetValues("x-litellm-model-group")));
    }

    [Fact]
    public async Task A_call_that_failed_frees_its_place_before_the_next_try()
    {
        var calls = 0;
        await using var upstream = await FakeUpstream.StartAsync(_ => Interlocked.Increment(ref calls) == 1
            ? UpstreamAnswer.Json("{}", 500, new Dictionary<string, string> { ["Retry-After"] = "0" })
            : UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider, max_parallel_requests: 1 } }]
            litellm_settings: { num_retries: 1 }
            general_settings: { master_key: sk-caller }
            """);

        using var answered = await gateway.PostAsync("/v1/chat/completions", HeldProvider.Chat, ("Authorization", "Bearer sk-caller"));

        Assert.Equal((HttpStatusCode.OK, 2), (answered.StatusCode, calls));
    }

    [Fact]
    public async Task A_key_has_a_limit_of_its_own()
    {
        await using var gateway = await HeldProvider.StartAsync(", keys: [{ key: sk-small, max_parallel_requests: 2 }]");
        var held = await gateway.HoldAsync(2, key: "sk-small");

        using var refused = await gateway.PostAsync(key: "sk-small");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.Contains("Retry-After"));
        Assert.Equal(
            """{"error":{"message":"The key has 2 requests in progress, as many as its max_parallel_requests allows.","type":"rate_limit_error","param":null,"code":null}}""",
            await refused.Content.ReadAsStringAsync());

        var other = await gateway.HoldAsync();
        gateway.Gate.SetResult();
        foreach (var request in held.Concat(other))
        {
            using var served = await request;
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
            await served.Content.ReadAsStringAsync();
        }

        await gateway.IsServedAgainAsync(() => gateway.PostAsync(key: "sk-small"));
    }
}
