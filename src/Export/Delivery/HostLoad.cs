namespace TracedLlm.Export;

/// <summary>How many requests are under way to one host: destinations are many, hosts few, and each request has a connection.</summary>
internal sealed class HostLoad
{
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
