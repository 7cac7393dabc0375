namespace TracedLlm.Export;

/// <summary>What all destinations of one backend share: its ledger and its memory.</summary>
internal sealed class BackendDelivery(BackendLedger ledger, ByteBudget budget)
{
    private readonly Lock _gate = new();
    private readonly List<Destination> _waiting = [];

    public BackendLedger Ledger => ledger;

    public ByteBudget Budget => budget;

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

    /// <summary>How many of them the backend does not answer.</summary>
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

    /// <summary>Spans wait for <paramref name="destination"/> from now on.</summary>
    public void Add(Destination destination)
    {
        lock (_gate)
        {
            _waiting.Add(destination);
        }
    }

    /// <summary>Nothing waits for <paramref name="destination"/> any more.</summary>
    public void Remove(Destination destination)
    {
        lock (_gate)
        {
            _waiting.Remove(destination);
        }
    }

    /// <summary>
    /// Makes room for <paramref name="bytes"/> of <paramref name="destination"/>: the oldest spans go, its own as long as it has
    /// more than its share, else those of the one that has most. <see langword="false"/> if that is not enough.
    /// </summary>
    /// <param name="destination">Whom the room is for.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="mayWait">Whether the disk may be waited for.</param>
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
