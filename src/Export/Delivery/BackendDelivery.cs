namespace TracedLlm.Export.Delivery;

/// <summary>The ledger, the memory budget and the log of outages that all destinations of one backend share.</summary>
internal sealed class BackendDelivery(BackendLedger ledger, ByteBudget budget, OutageLog outages)
{
    // Guards the list: the worker changes it, requests and probes read it.
    private readonly Lock _gate = new();
    private readonly List<Destination> _waiting = [];

    /// <summary>Whether requests have brought its destinations. What becomes of their spans says nothing about the gateway.</summary>
    public bool IsOfRequests { get; init; }

    public BackendLedger Ledger => ledger;

    public ByteBudget Budget => budget;

    public OutageLog Outages => outages;

    /// <summary>How many destinations have spans that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>How many of these destinations failed at their last request.</summary>
    public int Down
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count(destination => destination.IsDown);
            }
        }
    }

    /// <summary>Adds a destination that spans wait for.</summary>
    public void Add(Destination destination)
    {
        lock (_gate)
        {
            _waiting.Add(destination);
        }
    }

    /// <summary>Removes a destination that no span waits for.</summary>
    public void Remove(Destination destination)
    {
        lock (_gate)
        {
            _waiting.Remove(destination);
        }
    }

    /// <summary>
    /// Makes room for <paramref name="bytes"/> of <paramref name="destination"/>. A destination with more than its share of the budget
    /// drops its own oldest spans; otherwise the largest destination does. <see langword="false"/> if there is still no room.
    /// </summary>
    /// <param name="destination">The destination that needs the room.</param>
    /// <param name="bytes">How many bytes it needs.</param>
    /// <param name="mayWait">Whether the caller may wait for the disk.</param>
    public bool TryMakeRoom(Destination destination, long bytes, bool mayWait = true)
    {
        while (budget.Exceeds(bytes))
        {
            var victim = destination.QueuedBytes > budget.Limit / Math.Max(1, Waiting) ? destination : Largest();
            if (victim is null || !victim.TryDropOldest(mayWait))
            {
                return false;
            }
        }

        return true;
    }

    private Destination? Largest()
    {
        lock (_gate)
        {
            return _waiting.MaxBy(destination => destination.QueuedBytes);
        }
    }
}
