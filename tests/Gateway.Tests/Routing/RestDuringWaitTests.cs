using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>Other requests change which deployments rest while a request waits for a place of <c>max_parallel_requests</c>.</summary>
public sealed class RestDuringWaitTests
{
    private const string NoRetries = "router_settings: { num_retries: 0 }";
    private const string RestsAfterOne = "router_settings: { num_retries: 0, allowed_fails: 0 }";

    private static readonly (string, string, string)[] Two = [("gpt", "one", "max_parallel_requests: 1"), ("gpt", "two", "max_parallel_requests: 1")];

    private static readonly SpanTreeFormat Format =
        SpanTreeFormat.Only("litellm.routing.r", "litellm.outcome", "litellm.deployment.id", "http.response.status_code", "error.type") with { ShowEvents = false };

    [Fact]
    public async Task A_deployment_that_begins_to_rest_gets_no_call_that_waited_for_it()
    {
        await using var gateway = await StartAsync(Two, NoRetries);
        var one = await HoldAsync(gateway, "one", Fails(429));
        var two = await HoldAsync(gateway, "two");
        var waiting = await WaitAsync(gateway);

        Assert.Equal(429, await one.EndAsync());
        Assert.Equal(200, await two.EndAsync());

        Assert.Equal(200, await StatusOfAsync(waiting));
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="429", http.response.status_code=429, litellm.outcome=error}
            ├─ auth
            ├─ proxy_pre_call
            ├─ litellm_request ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="429"}
            │  └─ chat m-one [CLIENT] ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="429", http.response.status_code=429, litellm.deployment.id=one/0, litellm.routing.reason=turn}
            └─ Failed Proxy Server Request ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="429"}

            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request
               └─ chat m-two [CLIENT]  {http.response.status_code=200, litellm.deployment.id=two/1, litellm.routing.reason=turn}

            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request
               └─ chat m-two [CLIENT]  {http.response.status_code=200, litellm.deployment.id=two/1, litellm.routing.reason=others_resting, litellm.routing.resting=[one/0]}
            """,
            await PrintAsync(gateway, requests: 3));

        // The place that the request gave back is free.
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        await using var other = await HoldAsync(gateway, "two");
        await using var again = await HoldAsync(gateway, "one");
    }

    [Fact]
    public async Task A_request_that_waits_again_waits_for_the_rest_of_the_time()
    {
        await using var gateway = await StartAsync(Two, NoRetries);
        var one = await HoldAsync(gateway, "one", Fails(429));
        await using var two = await HoldAsync(gateway, "two");
        var waiting = await WaitAsync(gateway);
        gateway.Clock.Advance(TimeSpan.FromSeconds(0.4));

        Assert.Equal(429, await one.EndAsync());
        await gateway.Clock.WaitForStartsAsync(TimeSpan.FromSeconds(0.6), 1);

        Assert.Equal(503, await StatusOfAsync(waiting));
        Assert.Equal((1, 1), (gateway.RequestsOf("one").Count, gateway.RequestsOf("two").Count));
    }

    [Fact]
    public async Task A_request_whose_time_is_over_does_not_wait_again()
    {
        await using var gateway = await StartAsync(Two, NoRetries);
        var one = await HoldAsync(gateway, "one", Fails(429));
        await using var two = await HoldAsync(gateway, "two");
        var waiting = await WaitAsync(gateway);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(429, await one.EndAsync());

        Assert.Equal(503, await StatusOfAsync(waiting));
        Assert.Equal((1, 1), (gateway.RequestsOf("one").Count, gateway.RequestsOf("two").Count));
    }

    [Fact]
    public async Task A_wait_for_the_last_deployment_ends_as_a_request_that_did_not_wait()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 1")], RestsAfterOne);
        var one = await HoldAsync(gateway, "one", Fails(500));
        var waiting = await WaitAsync(gateway);

        Assert.Equal(500, await one.EndAsync());

        using var waited = await waiting;
        await gateway.SpansAsync(requests: 2);
        using var response = await gateway.PostAsync();
        var body = await waited.Content.ReadAsStringAsync();
        Assert.Equal((429, "5"), ((int)waited.StatusCode, waited.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(await response.Content.ReadAsStringAsync(), body);
        Assert.Single(gateway.RequestsOf("one"));
    }

    [Fact]
    public async Task The_trace_of_a_wait_for_the_last_deployment_is_that_of_a_request_that_did_not_wait()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 1")], RestsAfterOne);
        var one = await HoldAsync(gateway, "one", Fails(500));
        var waiting = await WaitAsync(gateway);

        await one.EndAsync();
        await StatusOfAsync(waiting);
        await StatusOfAsync(gateway.PostAsync());

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="500", http.response.status_code=500, litellm.outcome=error}
            ├─ auth
            ├─ proxy_pre_call
            ├─ litellm_request ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="500"}
            │  └─ chat m-one [CLIENT] ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="500", http.response.status_code=500, litellm.deployment.id=one/0, litellm.routing.reason=only_deployment}
            └─ Failed Proxy Server Request ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="500"}

            Received Proxy Server Request [SERVER] ERROR "No deployments available for selected model, Try again in 5 seconds. Passed model=gpt."  {error.type="429", http.response.status_code=429, litellm.outcome=refused, litellm.routing.resting=[one/0]}
            ├─ auth
            ├─ proxy_pre_call
            └─ Failed Proxy Server Request ERROR "No deployments available for selected model, Try again in 5 seconds. Passed model=gpt."  {error.type="429"}

            Received Proxy Server Request [SERVER] ERROR "No deployments available for selected model, Try again in 5 seconds. Passed model=gpt."  {error.type="429", http.response.status_code=429, litellm.outcome=refused, litellm.routing.resting=[one/0]}
            ├─ auth
            ├─ proxy_pre_call
            └─ Failed Proxy Server Request ERROR "No deployments available for selected model, Try again in 5 seconds. Passed model=gpt."  {error.type="429"}
            """,
            await PrintAsync(gateway, requests: 3));
    }

    [Fact]
    public async Task Every_request_that_waited_learns_of_the_rest()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 2")], RestsAfterOne);
        var failing = await HoldAsync(gateway, "one", Fails(500));
        await using var other = await HoldAsync(gateway, "one");
        var waiting = new[] { await WaitAsync(gateway), await WaitAsync(gateway) };

        Assert.Equal(500, await failing.EndAsync());

        Assert.Equal((429, 429), (await StatusOfAsync(waiting[0]), await StatusOfAsync(waiting[1])));
        Assert.Equal(2, gateway.RequestsOf("one").Count);
    }

    [Fact]
    public async Task The_next_order_serves_a_request_that_waited_for_a_deployment_that_rests()
    {
        await using var gateway = await StartAsync([("gpt", "one", "order: 1, max_parallel_requests: 1"), ("gpt", "two", "order: 2")], NoRetries);
        var one = await HoldAsync(gateway, "one", Fails(429));
        var waiting = await WaitAsync(gateway);

        await one.EndAsync();
        await StatusOfAsync(waiting);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request
               ├─ chat m-one [CLIENT] ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="429", http.response.status_code=429, litellm.deployment.id=one/0, litellm.routing.reason=order}
               └─ chat m-two [CLIENT]  {http.response.status_code=200, litellm.deployment.id=two/1, litellm.routing.reason=order_failed, litellm.routing.resting=[one/0]}
                  └─ → chat m-one

            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request
               └─ chat m-two [CLIENT]  {http.response.status_code=200, litellm.deployment.id=two/1, litellm.routing.reason=others_resting, litellm.routing.resting=[one/0]}
            """,
            await PrintAsync(gateway, requests: 2));
    }

    [Fact]
    public async Task A_rest_that_ends_during_the_wait_is_not_in_the_trace()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 1"), ("gpt", "two", "")], NoRetries);
        gateway.Answers["two"] = Fails(429);
        Assert.Equal("200: one initial turn 200", await gateway.RouteAsync());
        Assert.Equal("429: two initial turn 429", await gateway.RouteAsync());
        var one = await HoldAsync(gateway, "one");
        var waiting = await WaitAsync(gateway);

        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        await one.EndAsync();
        await StatusOfAsync(waiting);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request
               └─ chat m-one [CLIENT]  {http.response.status_code=200, litellm.deployment.id=one/0, litellm.routing.reason=others_resting, litellm.routing.resting=[two/1]}

            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ auth
            ├─ proxy_pre_call
            └─ litellm_request
               └─ chat m-one [CLIENT]  {http.response.status_code=200, litellm.deployment.id=one/0, litellm.routing.reason=others_resting}
            """,
            await PrintAsync(gateway, requests: 2));
    }

    // Another request has failed while the first one waits for a place of its retry.
    [Fact]
    public async Task A_rest_during_the_wait_of_a_retry_hides_no_answer_of_the_provider()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 1")], "router_settings: { num_retries: 1, allowed_fails: 1 }");
        gateway.Answers["one"] = Fails(500, retryAfter: "1.5");
        var first = gateway.PostAsync();
        var backoff = await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1.5));
        var second = await HoldAsync(gateway, "one", Fails(500), "\"num_retries\":0");
        backoff.Fire();

        // The first one has been KeptError.LongestRead.
        await gateway.Clock.WaitForStartsAsync(DeploymentLimits.LongestWait, 2);

        Assert.Equal(500, await second.EndAsync());

        using var response = await first;
        Assert.Equal((500, RecordedOpenAi.ServerError), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(2, gateway.RequestsOf("one").Count);
    }

    // Behind a pattern a 429 lets one model rest: a request with another model takes the place.
    [Fact]
    public async Task A_wait_in_vain_ends_as_what_the_deployments_are_then()
    {
        await using var gateway = await StartAsync([("gpt-*", "one", "max_parallel_requests: 2")], RestsAfterOne);
        var failing = await HoldAsync(gateway, "one", Fails(429), model: "gpt-a");
        await using var other = await HoldAsync(gateway, "one", model: "gpt-b");
        var next = await WaitAsync(gateway, "gpt-b");
        var waiting = gateway.PostAsync(model: "gpt-a");
        var wait = await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        Assert.Equal(429, await failing.EndAsync());
        await gateway.WaitForRequestsAsync("one", 3);

        wait.Fire();

        Assert.Equal(429, await StatusOfAsync(waiting));
        gate.SetResult();
        Assert.Equal(200, await StatusOfAsync(next));
    }

    // A request that has a place until the test ends it.
    private static async Task<HeldRequest> HoldAsync(
        RoutedGateway gateway, string provider, Func<RecordedRequest, UpstreamAnswer>? answer = null, string fields = "", string model = "gpt")
    {
        var gate = new TaskCompletionSource();
        var count = gateway.RequestsOf(provider).Count;
        gateway.Answers[provider] = request => UpstreamAnswer.Delayed(gate, answer?.Invoke(request) ?? UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var request = gateway.PostAsync(fields, model: model);
        await gateway.WaitForRequestsAsync(provider, count + 1);
        gateway.Answers.Remove(provider);
        return new HeldRequest(request, gate);
    }

    // A request that waits for a place. Its time does not end, wherever the clock is.
    private static async Task<Task<HttpResponseMessage>> WaitAsync(RoutedGateway gateway, string model = "gpt")
    {
        var request = gateway.PostAsync(model: model);
        (await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait)).HoldBack();
        return request;
    }

    private static async Task<string> PrintAsync(RoutedGateway gateway, int requests) => SpanTree.Print(await gateway.SpansAsync(requests), Format);

    private static async Task<int> StatusOfAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        return (int)response.StatusCode;
    }
}
