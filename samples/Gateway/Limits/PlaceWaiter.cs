namespace TracedLlm.Samples.Gateway;

/// <summary>A call that waits for the first free place of several deployments. The lock of <see cref="DeploymentLimits"/> guards all of it but <see cref="Served"/>.</summary>
internal sealed class PlaceWaiter
{
    // Who frees a place does not run the call that gets it.
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<LinkedListNode<(PlaceWaiter, Deployment)>> _nodes = [];
    private readonly DeploymentPlaces _room;

    /// <summary>Puts the call behind those that wait already.</summary>
    /// <param name="deployments">The deployments with their places.</param>
    /// <param name="room">The deployment among whose waiting calls the call has its place.</param>
    public PlaceWaiter(IEnumerable<(Deployment Deployment, DeploymentPlaces Places)> deployments, DeploymentPlaces room)
    {
        _room = room;
        foreach (var (deployment, places) in deployments)
        {
            _nodes.Add(places.Waiters.AddLast((this, deployment)));
        }
    }

    /// <summary>Completes when the call has a place.</summary>
    public Task Served => _served.Task;

    /// <summary>The place of the call; <see langword="null"/> if it has none yet.</summary>
    public DeploymentPlace? Place { get; private set; }

    /// <summary>Ends the wait with a place.</summary>
    public void Serve(DeploymentPlace place)
    {
        Place = place;
        Leave();
        _served.SetResult();
    }

    /// <summary>Ends the wait.</summary>
    public void Leave()
    {
        foreach (var node in _nodes)
        {
            node.List!.Remove(node);
        }

        _room.FreeForWait();
    }
}
