using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using TracedLlm.Samples.Gateway.Tests.Limits;
using TracedLlm.Samples.Gateway.Tests.Sessions;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>What a request gets that has to wait for a deployment, and what becomes of the answer before it.</summary>
public sealed class RetryPlaceTests
{
    // Another request lets the deployment rest while the first one waits for its retry.
    [Fact]
    public async Task A_rest_that_begins_before_a_retry_hides_no_answer_of_the_provider()
    {
        await using var gateway = await StartAsync([("gpt", "one", "")], "router_settings: { num_retries: 1, allowed_fails: 1 }");
        gateway.Answers["one"] = Fails(500, retryAfter: "1.5");

        var first = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1.5));
        using var second = await gateway.PostAsync("\"num_retries\":0");
        using var third = await gateway.PostAsync();
        wait.Fire();
        using var response = await first;

        Assert.Equal((500, 500, 429), ((int)response.StatusCode, (int)second.StatusCode, (int)third.StatusCode));
        Assert.Equal(RecordedOpenAi.ServerError, await response.Content.ReadAsStringAsync());
        Assert.Equal(2, gateway.RequestsOf("one").Count);
    }

    [Fact]
    public async Task A_request_that_waits_for_its_retry_has_no_place()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 1")], "router_settings: { num_retries: 1 }");
        gateway.Answers["one"] = Fails(500, retryAfter: "1.5");
        var first = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1.5));
        gateway.Answers.Clear();

        using var second = await gateway.PostAsync();
        wait.Fire();
        using var response = await first;

        Assert.Equal((200, 200), ((int)second.StatusCode, (int)response.StatusCode));
        Assert.Equal(["1"], response.Headers.GetValues("x-litellm-attempted-retries"));
    }

    [Fact]
    public async Task A_place_that_is_taken_before_a_retry_hides_no_answer_of_the_provider()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 1")], "router_settings: { num_retries: 1 }");
        gateway.Answers["one"] = Fails(500, retryAfter: "1.5");
        var first = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1.5));
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var second = gateway.PostAsync();
        await gateway.WaitForRequestsAsync("one", 2);

        wait.Fire();

        // The first one has been KeptError.LongestRead.
        await gateway.Clock.WaitForStartsAsync(DeploymentLimits.LongestWait, 2);
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var response = await first;
        gate.SetResult();
        using var held = await second;

        Assert.Equal((500, 200), ((int)response.StatusCode, (int)held.StatusCode));
        Assert.Equal(RecordedOpenAi.ServerError, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_caller_that_leaves_during_the_wait_keeps_no_place()
    {
        await using var gateway = await StartAsync([("gpt", "one", "max_parallel_requests: 1")], "router_settings: { num_retries: 1 }");
        gateway.Answers["one"] = Fails(500, retryAfter: "1.5");
        using var left = new CancellationTokenSource();
        using var content = new StringContent("""{"model":"gpt","messages":[]}""", null, "application/json");
        var first = gateway.Gateway.Client.PostAsync(new Uri(Chat, UriKind.Relative), content, left.Token);
        await gateway.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1.5));

        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gateway.Answers.Clear();

        await HeldProvider.UntilServedAsync(() => gateway.PostAsync());
    }

    [Fact]
    public async Task A_session_goes_to_a_higher_order_while_those_before_are_busy()
    {
        await using var gateway = await StartAsync([("gpt", "one", "order: 1, max_parallel_requests: 1"), ("gpt", "two", "order: 2")]);
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        gateway.Answers["two"] = _ => UpstreamAnswer.Custom(http => SessionProvider.ServeAsync(http, static provider => SessionProvider.SendAsync(provider, "{}")));
        var held = gateway.PostAsync();
        await gateway.WaitForRequestsAsync("one", 1);

        using (var caller = new ClientWebSocket())
        {
            caller.Options.AddSubProtocol("realtime");
            var connecting = caller.ConnectAsync(new Uri($"ws://{gateway.Gateway.Endpoint.Authority}/v1/realtime?model=gpt"), CancellationToken.None);
            await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
            await connecting.WaitAsync(Patience.Default);
            await SessionProvider.ReceiveAsync(caller);
            await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        gate.SetResult();
        (await held).Dispose();
        var reasons = (await gateway.SpansAsync(requests: 2)).Where(static span => span.Attributes.ContainsKey(LiteLlm.RoutingReason))
            .Select(static span => $"{NameOf(span.Attributes[LiteLlm.DeploymentId])} {span.Attributes[LiteLlm.RoutingReason]}");
        Assert.Equal(["one order", "two others_busy"], reasons.Order());
    }

    // The gateway looks at the beginning of these errors; a body of any length may not keep its connection.
    [Theory]
    [InlineData(2_000, 1)]
    [InlineData(64_000, 0)]
    public async Task An_error_that_a_fallback_replaces_frees_its_connection(int length, int looks)
    {
        await using var gateway = await StartAsync([("gpt", "one", ""), ("spare", "three", "")], "router_settings: { fallbacks: [{ gpt: [spare] }] }");
        var ended = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Custom(async http =>
        {
            http.RequestAborted.Register(() => ended.TrySetResult());
            http.Response.StatusCode = 403;
            await http.Response.WriteAsync(new string('x', length));
            await http.Response.Body.FlushAsync();
            await ended.Task;
        });

        var route = gateway.RouteAsync();
        for (var i = 0; i < looks; i++)
        {
            await gateway.Clock.FireAsync(ProviderClient.LongestForError);
        }

        Assert.Equal("200: one initial only_deployment 403 > three fallback fallback 200", await route);

        await ended.Task.WaitAsync(Patience.Default);
    }
}
