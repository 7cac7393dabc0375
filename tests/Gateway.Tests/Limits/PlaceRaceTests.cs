using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary>Calls that wait for a place, that get one and that leave at the same time lose no place, and leave nothing behind.</summary>
public sealed class PlaceRaceTests
{
    private readonly GatewayConfiguration _configuration = TestConfiguration.Read(
        """
        model_list:
          - { model_name: gpt, litellm_params: { model: simulated/a, max_parallel_requests: 2 } }
          - { model_name: gpt, litellm_params: { model: simulated/b, max_parallel_requests: 1 } }
          - { model_name: gpt, litellm_params: { model: simulated/c, max_parallel_requests: 3 } }
        """);

    private readonly DeploymentLimits _limits;

    public PlaceRaceTests() => _limits = new DeploymentLimits(_configuration, new TestClock());

    [Fact]
    public async Task Calls_that_leave_leave_nothing_behind()
    {
        var held = TakeAll();
        var traces = new List<(WeakReference, WeakReference)>();
        for (var i = 0; i < 10_000; i++)
        {
            traces.Add(await LeaveAsync());
        }

        GC.Collect();

        // The runtime may keep the last one for a moment.
        Assert.InRange(traces.Count(static trace => trace.Item1.IsAlive || trace.Item2.IsAlive), 0, 10);
        held.ForEach(static place => place.Dispose());
        await AssertAllAreFreeAsync();
    }

    [Fact]
    public async Task Places_that_become_free_while_calls_leave_are_those_of_the_next_calls()
    {
        const int Free = 25;
        var configuration = TestConfiguration.Read("model_list: [{ model_name: gpt, litellm_params: { model: simulated/a, max_parallel_requests: 50 } }]");
        var limits = new DeploymentLimits(configuration, new TestClock());
        for (var i = 0; i < 2_000; i++)
        {
            var held = Enumerable.Range(0, 50).Select(_ => limits.TryAcquire(configuration.Deployments)!).ToList();
            using var left = new CancellationTokenSource();
            var leaving = Enumerable.Range(0, 20).Select(_ => WaitAsync(limits, configuration.Deployments, left.Token)).ToList();
            using var start = new Barrier(2);
            var leave = Task.Run(() =>
            {
                start.SignalAndWait();
                left.Cancel();
            });

            start.SignalAndWait();
            var next = new List<Task<DeploymentPlace?>>();
            foreach (var place in held.Take(Free))
            {
                place.Dispose();
                next.Add(WaitAsync(limits, configuration.Deployments));
            }

            await leave;
            foreach (var call in leaving)
            {
                (await EndAsync(call))?.Dispose();
            }

            foreach (var place in await Task.WhenAll(next))
            {
                Assert.NotNull(place);
                place.Dispose();
            }

            held.ForEach(static place => place.Dispose());
        }
    }

    [Fact]
    public async Task Many_calls_at_once_that_leave_at_any_moment_lose_no_place()
    {
        var running = _configuration.Deployments.ToDictionary(static deployment => deployment.Id, static _ => new int[1]);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 2_000; i++)
            {
                var deployments = _configuration.Deployments.Where(_ => random.Next(2) == 0).DefaultIfEmpty(_configuration.Deployments[0]).ToArray();
                random.Shuffle(deployments);
                using var left = new CancellationTokenSource();
                var call = RunAsync(deployments, left.Token);
                if (random.Next(2) == 0)
                {
                    await Task.Yield();
                    await left.CancelAsync();
                }

                await call;
            }
        })));

        await AssertAllAreFreeAsync();

        async Task RunAsync(IReadOnlyList<Deployment> deployments, CancellationToken cancellationToken)
        {
            if (await EndAsync(WaitAsync(deployments, cancellationToken)) is not { } place)
            {
                return;
            }

            var count = running[place.Deployment.Id];
            Assert.InRange(Interlocked.Increment(ref count[0]), 1, place.Deployment.MaxParallelRequests!.Value);
            await Task.Yield();
            Interlocked.Decrement(ref count[0]);
            place.Dispose();
        }
    }

    // A call with its own deployment, which a waiting call would keep.
    private async Task<(WeakReference Deployment, WeakReference Left)> LeaveAsync()
    {
        IReadOnlyList<Deployment> deployments = [_configuration.Deployments[0] with { }, .. _configuration.Deployments.Skip(1)];
        using var left = new CancellationTokenSource();
        var call = WaitAsync(deployments, left.Token);
        await left.CancelAsync();
        Assert.Null(await EndAsync(call));
        return (new WeakReference(deployments[0]), new WeakReference(left));
    }

    // Each place can be taken, and then as many calls wait as run.
    private async Task AssertAllAreFreeAsync()
    {
        var held = TakeAll();
        Assert.Equal("a a b c c c", string.Join(' ', held.Select(static place => place.Deployment.Model)));
        var waiting = held.Select(_ => WaitAsync(_configuration.Deployments)).ToList();
        Assert.Null(await WaitAsync(_configuration.Deployments));
        Assert.All(waiting, static call => Assert.False(call.IsCompleted));
        held.ForEach(static place => place.Dispose());
        foreach (var call in waiting)
        {
            Assert.NotNull(await call);
        }
    }

    private List<DeploymentPlace> TakeAll()
    {
        var places = new List<DeploymentPlace>();
        while (_limits.TryAcquire(_configuration.Deployments) is { } place)
        {
            places.Add(place);
        }

        return places;
    }

    private Task<DeploymentPlace?> WaitAsync(IReadOnlyList<Deployment> deployments, CancellationToken cancellationToken = default) =>
        WaitAsync(_limits, deployments, cancellationToken);

    private static Task<DeploymentPlace?> WaitAsync(DeploymentLimits limits, IReadOnlyList<Deployment> deployments, CancellationToken cancellationToken = default) =>
        limits.TryAcquireAsync(deployments, limits.GetTimestamp(), cancellationToken).AsTask().WaitAsync(Patience.Default, CancellationToken.None);

    // The place of a call that may have left; null if it has none.
    private static async Task<DeploymentPlace?> EndAsync(Task<DeploymentPlace?> call)
    {
        try
        {
            return await call;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
