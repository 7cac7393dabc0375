namespace TracedLlm.Lookahead;

/// <summary>
/// How many bytes each connection, each key and each address holds. What one of them may hold depends on what is free (dynamic
/// thresholds, A. K. Choudhury and E. L. Hahne, 1998): a caller that is alone gets much, and the more callers hold much, the less
/// each of them gets; a part stays free for the next one.
/// </summary>
/// <remarks>
/// Callers choose their keys, so their number has no bound. Each caller has one of a fixed number of counters, by a hash that is
/// different in each process. Two callers with the same counter share their bound.
/// </remarks>
internal sealed class LookaheadShares
{
    private const int Counters = 1024;

    private readonly long[] _connections = new long[Counters];
    private readonly long[] _keys = new long[Counters];
    private readonly long[] _addresses = new long[Counters];

    /// <summary>Takes bytes for a caller.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="own">How many bytes the same request gives back afterwards.</param>
    /// <param name="free">How many bytes are free.</param>
    /// <returns><see langword="false"/>, and nothing is taken, if other requests of the caller hold too much. One request is not bounded here.</returns>
    public bool TryTake(in LookaheadCaller caller, int bytes, int own, long free)
    {
        Take(caller, bytes);

        // A connection has half of the bound of a key: a key may have several. An address may hold four times what is free. A caller
        // that invents keys leaves a fifth: to other addresses, and to the accepted keys, also behind the same proxy.
        var fits = IsWithin(_connections, caller.Connection, bytes, own, free / 2)
            && IsWithin(_keys, caller.Key, bytes, own, free)
            && IsWithin(_addresses, caller.Address, bytes, own, free > long.MaxValue / 4 ? free : free * 4);
        if (!fits)
        {
            Take(caller, -bytes);
        }

        return fits;
    }

    /// <summary>Takes bytes for a caller without a bound, or gives back as many as the negative of <paramref name="bytes"/>.</summary>
    public void Take(in LookaheadCaller caller, int bytes)
    {
        Add(_connections, caller.Connection, bytes);
        Add(_keys, caller.Key, bytes);
        Add(_addresses, caller.Address, bytes);
    }

    private static void Add(long[] counters, int hash, int bytes)
    {
        if (hash != 0)
        {
            Interlocked.Add(ref CounterOf(counters, hash), bytes);
        }
    }

    private static bool IsWithin(long[] counters, int hash, int bytes, int own, long bound)
    {
        if (hash == 0)
        {
            return true;
        }

        var held = Interlocked.Read(ref CounterOf(counters, hash)) - own;
        return held == bytes || held <= bound;
    }

    // The lowest bit is the same in all hashes.
    private static ref long CounterOf(long[] counters, int hash) => ref counters[((uint)hash >> 1) % Counters];
}
