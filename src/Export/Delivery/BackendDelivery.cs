namespace TracedLlm.Export.Delivery;

/// <summary>The ledger, the memory budget and the log of outages that all destinations of one backend share.</summary>
internal sealed class BackendDelivery(BackendLedger ledger, ByteBudget budget, OutageLog outages)
{
    // Guards the list: the worker changes it, requests and probes read it.
    private readonly Lock _gate = new();
    private readonly List<Destination> _waiting = [];

    // The bytes of the batches that are being sent, and whether one was refused for want of room since.
    private long _sending;
    private bool _hasRefused;

    /// <summary>Whether requests have brought its destinations. What becomes of their spans says nothing about the gateway.</summary>
    public bool IsOfRequests { get; init; }

    public BackendLedger Ledger => ledger;

    public ByteBudget Budget => budget;

    public OutageLog Outages => outages;

    /// <summary>Whether the log of an outage or a loss is to be continued.</summary>
    public bool HasOpenLog => outages.HasOpen || ledger.IsLosing;

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

    /// <summary>Whether <see cref="TryBeginSending"/> may succeed.</summary>
    public bool MaySend
    {
        get
        {
            if (Volatile.Read(ref _sending) < budget.Limit / 2)
            {
                return true;
            }

            // The second look finds room that was made before the refusal was noted, of which there is no other notice.
            Interlocked.Exchange(ref _hasRefused, true);
            return Volatile.Read(ref _sending) < budget.Limit / 2;
        }
    }

    /// <summary>
    /// Takes room for a batch that can wait on disk. Batches that are being sent take half of the memory, so that spans that have just
    /// ended, which must come into memory before they can go to disk, have the other half.
    /// </summary>
    public bool TryBeginSending(long bytes)
    {
        while (MaySend)
        {
            var sending = Volatile.Read(ref _sending);
            if (sending < budget.Limit / 2 && Interlocked.CompareExchange(ref _sending, sending + bytes, sending) == sending)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Changes the room that <see cref="TryBeginSending"/> took.</summary>
    /// <returns>Whether there is room for a batch that was refused.</returns>
    public bool ChangeSending(long bytes) => Interlocked.Add(ref _sending, bytes) < budget.Limit / 2 && Interlocked.Exchange(ref _hasRefused, false);

    /// <summary>
    /// Whether spans of <paramref name="destination"/> go to disk because more than a half of the memory is taken: first those of
    /// destinations with more than their share of that half, then all.
    /// </summary>
    public bool Spills(Destination destination)
    {
        if (!budget.IsOverHalf)
        {
            return false;
        }

        var waiting = Waiting;
        return waiting <= 1 || budget.IsAlmostFull || destination.QueuedBytes * waiting > budget.Limit / 2;
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
