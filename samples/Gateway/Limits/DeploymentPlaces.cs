using System.Threading.RateLimiting;

namespace TracedLlm.Samples.Gateway;

/// <summary>The places of one deployment: for the calls that it may have at once, and for as many that wait.</summary>
internal sealed class DeploymentPlaces(int limit) : IDisposable
{
    // A call waits in the queues of all deployments of its model, but takes a place among the waiting calls of one. Those places bound the queues.
    private readonly ConcurrencyLimiter _running = new(new() { PermitLimit = limit, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    private readonly ConcurrencyLimiter _waiting = new(new() { PermitLimit = limit });

    /// <summary>A place for a call; <see langword="null"/> if none is free.</summary>
    public RateLimitLease? TryTake() => TryTake(_running);

    /// <summary>A place for a call that waits; <see langword="null"/> if none is free.</summary>
    public RateLimitLease? TryTakeForWait() => TryTake(_waiting);

    /// <summary>A place for a call as soon as one is free. The lease is not acquired if the gateway stops.</summary>
    public Task<RateLimitLease> TakeAsync(CancellationToken cancellationToken) => _running.AcquireAsync(cancellationToken: cancellationToken).AsTask();

    public void Dispose()
    {
        _running.Dispose();
        _waiting.Dispose();
    }

    private static RateLimitLease? TryTake(ConcurrencyLimiter limiter) => limiter.AttemptAcquire() is { IsAcquired: true } lease ? lease : null;
}
