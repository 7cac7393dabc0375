using System.Collections.Frozen;
using System.Threading.RateLimiting;

namespace TracedLlm.Samples.Gateway;

/// <summary>The limits of parallel requests of keys.</summary>
internal sealed class KeyLimits(GatewayConfiguration configuration) : IDisposable
{
    private readonly FrozenDictionary<string, (int Limit, ConcurrencyLimiter Limiter)> _byHash = configuration.Keys
        .Where(static key => key.MaxParallelRequests is not null)
        .ToFrozenDictionary(static key => key.Hash, static key => (key.MaxParallelRequests!.Value, new ConcurrencyLimiter(new() { PermitLimit = key.MaxParallelRequests.Value })));

    /// <summary>The place of a request among the parallel ones of its key; <see langword="null"/> if the key has no limit. Dispose frees it.</summary>
    /// <exception cref="KeyLimitException">The key has as many requests as it may have.</exception>
    public IDisposable? Acquire(Caller caller)
    {
        if (caller.KeyHash is null || !_byHash.TryGetValue(caller.KeyHash, out var key))
        {
            return null;
        }

        var permit = key.Limiter.AttemptAcquire();
        return permit.IsAcquired ? permit : throw new KeyLimitException(key.Limit);
    }

    public void Dispose()
    {
        foreach (var (_, limiter) in _byHash.Values)
        {
            limiter.Dispose();
        }
    }
}
