namespace TracedLlm.Samples.Gateway;

/// <summary>The number of callers' connections, idle ones included.</summary>
internal sealed class OpenConnections(ServerLimits limits)
{
    private int _count;

    /// <summary>
    /// Whether half of the connections are taken. A request that is refused then closes its connection, so that some stay free for
    /// those who are served, and for <c>/health</c>.
    /// </summary>
    public bool AreMany => Volatile.Read(ref _count) > limits.Connections / 2;

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
