using System.Threading.RateLimiting;

namespace TracedLlm.Samples.Gateway;

/// <summary>The place of a call among the parallel ones of its deployment.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Lease">The place; <see langword="null"/> if the deployment has no limit.</param>
internal readonly record struct DeploymentPermit(Deployment Deployment, RateLimitLease? Lease) : IDisposable
{
    /// <summary>Frees the place, once.</summary>
    public void Dispose() => Lease?.Dispose();
}
