using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Samples.Gateway.Tests.Routing;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary>A call that finds all deployments busy gets the first place that becomes free at any of them.</summary>
public sealed class WaitingCallTests
{
    private readonly GatewayConfiguration _configuration = TestConfiguration.Read(
        """
        model_list:
          - { model_name: gpt, litellm_params: { model: simulated/a, max_parallel_requests: 2 } }
          - { model_name: gpt, litellm_params: { model: simulated/b, max_parallel_requests: 1 } }
        """);

    private readonly DeploymentLimits _limits;

    public WaitingCallTests() => _limits = new DeploymentLimits(_configuration, new TestClock());

    [Theory]
    [InlineData(0, "a")]
    [InlineData(2, "b")]
    public async Task The_place_that_becomes_free_is_taken(int freed, string expected)
    {
        var held = TakeAll();
        var waiting = WaitAsync();
        Assert.False(waiting.IsCompleted);

        held[freed].Dispose();

        Assert.Equal(expected, (await waiting)!.Deployment.Model);
        Assert.Null(_limits.TryAcquire(_configuration.Deployments));
    }

    [Fact]
    public async Task A_place_that_becomes_free_at_the_same_time_is_given_back()
    {
        var held = TakeAll();
        var waiting = WaitAsync();

        held.ForEach(static place => place.Dispose());

        (await waiting)!.Dispose();
        Assert.Equal(3, TakeAll().Count);
    }

    [Fact]
    public async Task As_many_calls_wait_as_run_and_the_first_of_them_is_served_first()
    {
        var held = TakeAll();
        var waiting = new[] { WaitAsync(), WaitAsync(), WaitAsync() };

        Assert.Null(await WaitAsync());
        foreach (var (call, place) in waiting.Zip(held))
        {
            Assert.False(call.IsCompleted);
            place.Dispose();
            Assert.NotNull(await call);
        }

        var next = WaitAsync();
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_place_is_the_one_of_the_oldest_call_that_waits_for_this_deployment()
    {
        var (a, b) = (_configuration.Deployments[0], _configuration.Deployments[1]);
        var held = TakeAll();
        Task<DeploymentPlace?>[] waiting = [WaitAsync([a]), WaitAsync([a, b]), WaitAsync([b])];

        held[2].Dispose();
        using var second = await waiting[1];
        Assert.Equal((b, false, false), (second!.Deployment, waiting[0].IsCompleted, waiting[2].IsCompleted));
        held[0].Dispose();
        using var first = await waiting[0];
        Assert.Equal((a, false), (first!.Deployment, waiting[2].IsCompleted));

        // The call that was served waits for no further place.
        held[1].Dispose();
        using var free = _limits.TryAcquire([a, b]);
        Assert.Equal(a, free!.Deployment);
        second.Dispose();
        using var third = await waiting[2];
        Assert.Equal(b, third!.Deployment);
    }

    [Fact]
    public async Task A_call_that_leaves_makes_room_for_another_one_at_once()
    {
        using var left = new CancellationTokenSource();
        var held = TakeAll();
        Task<DeploymentPlace?>[] waiting = [WaitAsync(left.Token), WaitAsync(), WaitAsync()];
        Assert.Null(await WaitAsync());

        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[0]);

        var next = WaitAsync();
        Assert.False(next.IsCompleted);
        held.ForEach(static place => place.Dispose());
        foreach (var call in (Task<DeploymentPlace?>[])[.. waiting.Skip(1), next])
        {
            Assert.NotNull(await call);
        }
    }

    [Fact]
    public void A_place_that_is_given_back_twice_is_free_once()
    {
        var held = TakeAll();
        held[0].Dispose();
        held[0].Dispose();

        Assert.Single(TakeAll());
        Assert.False(WaitAsync().IsCompleted);
    }

    [Fact]
    public async Task A_call_whose_caller_has_left_takes_no_place_that_it_would_wait_for()
    {
        var held = TakeAll();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitAsync(new CancellationToken(canceled: true)));

        held.ForEach(static place => place.Dispose());
        Assert.Equal(3, TakeAll().Count);
    }

    [Fact]
    public async Task A_caller_that_leaves_waits_no_longer_and_keeps_no_place()
    {
        var held = TakeAll();
        using var left = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(_ => WaitAsync(left.Token)).ToList();

        await left.CancelAsync();

        foreach (var call in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        var next = WaitAsync();
        held.ForEach(static place => place.Dispose());
        (await next)!.Dispose();
        Assert.Equal(3, TakeAll().Count);
    }

    [Fact]
    public async Task Many_calls_at_once_leave_all_places_free()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () =>
        {
            using var place = await WaitAsync();
            await Task.Yield();
        })));

        Assert.Equal(3, TakeAll().Count);
    }

    [Fact]
    public async Task A_request_goes_to_the_deployment_that_is_free_first()
    {
        await using var gateway = await RoutedGateway.StartAsync([("gpt", "one", "max_parallel_requests: 1"), ("gpt", "two", "max_parallel_requests: 1")]);
        var gates = new Dictionary<string, TaskCompletionSource> { ["one"] = new(), ["two"] = new() };
        foreach (var (name, gate) in gates)
        {
            gateway.Answers[name] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        }

        var held = new[] { gateway.PostAsync(), gateway.PostAsync() };
        await gateway.WaitForRequestsAsync("one", 1);
        await gateway.WaitForRequestsAsync("two", 1);
        var waiting = gateway.PostAsync();
        await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);

        // It is the turn of the first one.
        gates["two"].SetResult();
        using var response = await waiting;

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal((1, 2), (gateway.RequestsOf("one").Count, gateway.RequestsOf("two").Count));
        gates["one"].SetResult();
        foreach (var request in held)
        {
            (await request).Dispose();
        }
    }

    private Task<DeploymentPlace?> WaitAsync(CancellationToken cancellationToken = default) => WaitAsync(_configuration.Deployments, cancellationToken);

    private Task<DeploymentPlace?> WaitAsync(IReadOnlyList<Deployment> deployments, CancellationToken cancellationToken = default) =>
        _limits.TryAcquireAsync(deployments, _limits.GetTimestamp(), cancellationToken).AsTask().WaitAsync(Patience.Default, CancellationToken.None);

    // The places of the first deployment, then that of the second one.
    private List<DeploymentPlace> TakeAll()
    {
        var places = new List<DeploymentPlace>();
        while (_limits.TryAcquire(_configuration.Deployments) is { } place)
        {
            places.Add(place);
        }

        return places;
    }
}
