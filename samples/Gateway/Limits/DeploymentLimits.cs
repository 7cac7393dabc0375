using System.Collections.Frozen;
using System.Threading.RateLimiting;

namespace TracedLlm.Samples.Gateway;

/// <summary>The limits of parallel calls of deployments. A call goes to the first deployment that is free; if none is, it waits for a moment.</summary>
internal sealed class DeploymentLimits(GatewayConfiguration configuration) : IDisposable
{
    /// <summary>How long a call waits for a deployment. As many may wait as may run.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, ConcurrencyLimiter> _byId = configuration.Deployments
        .Where(static deployment => deployment.MaxParallelRequests is not null)
        .DistinctBy(static deployment => deployment.Id)
        .ToFrozenDictionary(static deployment => deployment.Id, static deployment => CreateLimiter(deployment.MaxParallelRequests!.Value));

    /// <summary>The first of <paramref name="deployments"/> that may have one more call, and the call's place there, if its places are limited.</summary>
    /// <exception cref="OverloadedException">All deployments have as many calls as they may have.</exception>
    public ValueTask<(Deployment Deployment, RateLimitLease? Lease)> AcquireAsync(IReadOnlyList<Deployment> deployments, CancellationToken cancellationToken)
    {
        foreach (var deployment in deployments)
        {
            if (!_byId.TryGetValue(deployment.Id, out var limiter))
            {
                return new((deployment, null));
            }

            var lease = limiter.AttemptAcquire();
            if (lease.IsAcquired)
            {
                return new((deployment, lease));
            }
        }

        return WaitAsync(deployments[0], cancellationToken);
    }

    public void Dispose()
    {
        foreach (var limiter in _byId.Values)
        {
            limiter.Dispose();
        }
    }

    private static ConcurrencyLimiter CreateLimiter(int limit) => new(new() { PermitLimit = limit, QueueLimit = limit, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    private async ValueTask<(Deployment Deployment, RateLimitLease? Lease)> WaitAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(LongestWait);
        try
        {
            var lease = await _byId[deployment.Id].AcquireAsync(cancellationToken: wait.Token);
            if (lease.IsAcquired)
            {
                return (deployment, lease);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has waited long enough.
        }

        throw new OverloadedException($"The deployments of '{deployment.ModelGroup}' have as many requests in progress as max_parallel_requests allows.");
    }
}
