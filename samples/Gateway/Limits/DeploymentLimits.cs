using System.Collections.Frozen;
using System.Threading.RateLimiting;

namespace TracedLlm.Samples.Gateway;

/// <summary>The limits of parallel calls of deployments. A call goes to the first deployment that is free; if none is, it waits for a moment.</summary>
internal sealed class DeploymentLimits(GatewayConfiguration configuration, TimeProvider time) : IDisposable
{
    /// <summary>How long a call waits for a deployment. As many may wait as may run.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, DeploymentPlaces> _byId = configuration.Deployments
        .Where(static deployment => deployment.MaxParallelRequests is not null)
        .DistinctBy(static deployment => deployment.Id)
        .ToFrozenDictionary(static deployment => deployment.Id, static deployment => new DeploymentPlaces(deployment.MaxParallelRequests!.Value));

    /// <summary>The first of <paramref name="deployments"/> that may have one more call, and the call's place there, if its places are limited; <see langword="null"/> if there is none.</summary>
    public (Deployment Deployment, RateLimitLease? Lease)? TryAcquire(IReadOnlyList<Deployment> deployments)
    {
        foreach (var deployment in deployments)
        {
            if (!_byId.TryGetValue(deployment.Id, out var places))
            {
                return (deployment, null);
            }

            if (places.TryTake() is { } lease)
            {
                return (deployment, lease);
            }
        }

        return null;
    }

    /// <summary>The same as <see cref="TryAcquire"/>, or the first place that becomes free within <see cref="LongestWait"/>.</summary>
    public ValueTask<(Deployment Deployment, RateLimitLease? Lease)?> TryAcquireAsync(IReadOnlyList<Deployment> deployments, CancellationToken cancellationToken) =>
        TryAcquire(deployments) is { } free ? new(free) : new(WaitAsync(deployments, cancellationToken));

    public void Dispose()
    {
        foreach (var places in _byId.Values)
        {
            places.Dispose();
        }
    }

    private async Task<(Deployment Deployment, RateLimitLease? Lease)?> WaitAsync(IReadOnlyList<Deployment> deployments, CancellationToken cancellationToken)
    {
        using var waiting = deployments.Select(deployment => _byId[deployment.Id].TryTakeForWait()).FirstOrDefault(static place => place is not null);
        if (waiting is null)
        {
            return null;
        }

        using var expired = new CancellationTokenSource(LongestWait, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expired.Token);
        var waits = deployments.Select(deployment => (Deployment: deployment, Lease: _byId[deployment.Id].TakeAsync(over.Token))).ToList();
        await Task.WhenAny(waits.Select(static wait => wait.Lease));
        await over.CancelAsync();

        (Deployment Deployment, RateLimitLease? Lease)? taken = null;
        foreach (var (deployment, ending) in waits)
        {
            await ((Task)ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCompletedSuccessfully)
            {
                var lease = await ending;
                if (taken is null && lease.IsAcquired)
                {
                    taken = (deployment, lease);
                }
                else
                {
                    // Places of several deployments became free at once.
                    lease.Dispose();
                }
            }
        }

        if (taken is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return taken;
    }
}
