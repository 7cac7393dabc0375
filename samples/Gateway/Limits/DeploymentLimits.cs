using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>The limits of parallel calls of deployments. A call goes to the first deployment that is free; if none is, it waits for a moment.</summary>
internal sealed class DeploymentLimits(GatewayConfiguration configuration, TimeProvider time)
{
    /// <summary>How long a call waits for a deployment. As many may wait as may run.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Guards the places and the waiting calls of all deployments: a call waits for several deployments, and one of them serves it.
    private readonly Lock _lock = new();

    private readonly FrozenDictionary<string, DeploymentPlaces> _byId = configuration.Deployments
        .Where(static deployment => deployment.MaxParallelRequests is not null)
        .DistinctBy(static deployment => deployment.Id)
        .ToFrozenDictionary(static deployment => deployment.Id, static deployment => new DeploymentPlaces(deployment.MaxParallelRequests!.Value));

    /// <summary>The time from which <see cref="LongestWait"/> of a call counts.</summary>
    public long GetTimestamp() => time.GetTimestamp();

    /// <summary>A place at the first of <paramref name="deployments"/> that may have one more call; <see langword="null"/> if there is none.</summary>
    public DeploymentPlace? TryAcquire(IReadOnlyList<Deployment> deployments)
    {
        foreach (var deployment in deployments)
        {
            if (!_byId.TryGetValue(deployment.Id, out var places))
            {
                return new DeploymentPlace(deployment, null, this);
            }

            lock (_lock)
            {
                if (places.TryTake())
                {
                    return new DeploymentPlace(deployment, places, this);
                }
            }
        }

        return null;
    }

    /// <summary>The same as <see cref="TryAcquire"/>, or the first place that becomes free within <see cref="LongestWait"/>. The call that waits longest gets it.</summary>
    /// <param name="deployments">The deployments, in the order of preference.</param>
    /// <param name="start">When the call began to look for a place, from <see cref="GetTimestamp"/>.</param>
    /// <param name="cancellationToken">Cancelled when the caller has left.</param>
    public ValueTask<DeploymentPlace?> TryAcquireAsync(IReadOnlyList<Deployment> deployments, long start, CancellationToken cancellationToken) =>
        TryAcquire(deployments) is { } free ? new(free) : new(WaitAsync(deployments, LongestWait - time.GetElapsedTime(start), cancellationToken));

    /// <summary>Hands the place of a call on to the oldest one that waits for it.</summary>
    public void Free(DeploymentPlaces places)
    {
        lock (_lock)
        {
            if (places.Waiters.First is { Value: var (waiter, deployment) })
            {
                waiter.Serve(new DeploymentPlace(deployment, places, this));
            }
            else
            {
                places.Free();
            }
        }
    }

    private async Task<DeploymentPlace?> WaitAsync(IReadOnlyList<Deployment> deployments, TimeSpan longest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (longest <= TimeSpan.Zero)
        {
            return null;
        }

        PlaceWaiter waiter;
        lock (_lock)
        {
            // A place that has become free meanwhile is handed to nobody. The lock can be taken twice.
            if (TryAcquire(deployments) is { } free)
            {
                return free;
            }

            var places = deployments.Select(deployment => (Deployment: deployment, Places: _byId[deployment.Id])).ToList();
            if (places.Find(static entry => entry.Places.TryTakeForWait()).Places is not { } room)
            {
                return null;
            }

            waiter = new PlaceWaiter(places, room);
        }

        await waiter.Served.WaitAsync(longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (waiter.Place is null)
            {
                waiter.Leave();
            }
        }

        if (cancellationToken.IsCancellationRequested)
        {
            waiter.Place?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return waiter.Place;
    }
}
