namespace TracedLlm.Export.Delivery;

/// <summary>Bounds the requests that are in progress to one host. There may be many destinations at one host, and each request takes a connection.</summary>
internal sealed class HostLoad
{
    // Bounds the connections to one host (docs/export.md).
    private const int Limit = 64;

    private int _requests;

    public bool IsFull => Volatile.Read(ref _requests) >= Limit;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _requests) <= Limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _requests);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _requests);
}
