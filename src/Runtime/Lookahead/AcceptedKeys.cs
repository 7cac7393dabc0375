namespace TracedLlm.Lookahead;

/// <summary>
/// The keys whose callers the gateway has authenticated and served. What such a key holds counts for the key alone: behind a proxy, all
/// callers have the proxy's address and connections, and a caller that invents keys could use up what those may hold.
/// </summary>
/// <remarks>
/// Two keys with the same place replace each other. The replaced key counts for its address again, until it is served the next time.
/// </remarks>
internal sealed class AcceptedKeys
{
    // 64 KiB of memory. A gateway rarely has more keys in use at the same time.
    private const int Places = 16 * 1024;

    private readonly int[] _keys = new int[Places];

    /// <summary>Whether a key has been accepted.</summary>
    /// <param name="key">The hash of the key; not 0.</param>
    public bool Contains(int key) => Volatile.Read(ref PlaceOf(key)) == key;

    /// <summary>Adds a key.</summary>
    /// <param name="key">The hash of the key; not 0.</param>
    public void Add(int key)
    {
        // A write by every request would take the line of the cache from the other cores.
        if (!Contains(key))
        {
            Volatile.Write(ref PlaceOf(key), key);
        }
    }

    // The lowest bit is the same in all hashes.
    private ref int PlaceOf(int key) => ref _keys[((uint)key >> 1) % Places];
}
