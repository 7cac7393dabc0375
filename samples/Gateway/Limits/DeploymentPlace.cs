namespace TracedLlm.Samples.Gateway;

/// <summary>The place of one call among those of its deployment, until Dispose.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="places">Its places; <see langword="null"/> if it may have any number of calls.</param>
/// <param name="limits">The limits that take the place back.</param>
internal sealed class DeploymentPlace(Deployment deployment, DeploymentPlaces? places, DeploymentLimits limits) : IDisposable
{
    private int _isFree;

    public Deployment Deployment => deployment;

    /// <summary>Frees the place, once.</summary>
    public void Dispose()
    {
        if (places is not null && Interlocked.Exchange(ref _isFree, 1) == 0)
        {
            limits.Free(places);
        }
    }
}
