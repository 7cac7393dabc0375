namespace TracedLlm.Samples.Gateway;

/// <summary>
/// How many places of one deployment are free, and the calls that wait for one. A place is free only if no call waits for it. The lock of
/// <see cref="DeploymentLimits"/> guards all of it.
/// </summary>
internal sealed class DeploymentPlaces(int limit)
{
    private int _free = limit;
    private int _freeForWaits = limit;

    /// <summary>The calls that wait for this deployment, perhaps among others, and the deployment as each call named it. The oldest is the first.</summary>
    public LinkedList<(PlaceWaiter Waiter, Deployment Deployment)> Waiters { get; } = [];

    /// <summary>Takes a place for a call, if one is free.</summary>
    public bool TryTake() => TryTake(ref _free);

    /// <summary>Frees the place of a call.</summary>
    public void Free() => _free++;

    /// <summary>Takes a place for a call that waits, if one is free.</summary>
    public bool TryTakeForWait() => TryTake(ref _freeForWaits);

    /// <summary>Frees the place of a call that waited.</summary>
    public void FreeForWait() => _freeForWaits++;

    private static bool TryTake(ref int free)
    {
        if (free == 0)
        {
            return false;
        }

        free--;
        return true;
    }
}
