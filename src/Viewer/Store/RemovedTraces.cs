namespace TracedLlm.Viewer.Store;

/// <summary>The last removals, for readers that have seen the traces. Guarded by the store.</summary>
/// <param name="most">How many are remembered. A reader that has missed more must read everything.</param>
internal sealed class RemovedTraces(int most)
{
    private readonly (long Change, TraceKey Key)[] _removed = new (long, TraceKey)[most];
    private long _count;

    /// <summary>The change of the last removal that is no longer remembered.</summary>
    public long Forgotten { get; private set; }

    public void Add(long change, TraceKey key)
    {
        ref var place = ref _removed[_count++ % most];
        Forgotten = place.Change;
        place = (change, key);
    }

    /// <summary>The traces that were removed after a change, in this order.</summary>
    public List<TraceKey> FindAfter(long change)
    {
        List<TraceKey> found = [];
        for (var number = _count - 1; number >= Math.Max(_count - most, 0) && _removed[number % most] is var (removed, key) && removed > change; number--)
        {
            found.Add(key);
        }

        found.Reverse();
        return found;
    }
}
