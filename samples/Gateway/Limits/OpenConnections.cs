namespace TracedLlm.Samples.Gateway;

/// <summary>The number of callers' connections, idle ones included.</summary>
internal sealed class OpenConnections(ServerLimits limits)
{
    // A connection costs more than a refusal: the callers of refused requests keep theirs as long as there are enough.
    private const int PartOfFree = 10;

    private readonly long _many = limits.Connections - Math.Max(1, limits.Connections / PartOfFree);
    private int _count;

    /// <summary>
    /// Whether a tenth of the connections or less is free. A request that is refused then closes its connection, so that some stay free
    /// for those who are served, and for <c>/health</c>.
    /// </summary>
    public bool AreMany => Volatile.Read(ref _count) >= _many;

    /// <summary>Takes a place for one more.</summary>
    /// <returns>False if all are taken.</returns>
    public bool TryAdd()
    {
        if (Interlocked.Increment(ref _count) <= limits.Connections)
        {
            return true;
        }

        Remove();
        return false;
    }

    /// <summary>Frees a place.</summary>
    public void Remove() => Interlocked.Decrement(ref _count);
}
