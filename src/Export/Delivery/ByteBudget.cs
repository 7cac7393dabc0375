namespace TracedLlm.Export.Delivery;

/// <summary>The memory that the spans of one backend may take. Spans that are not encoded yet count by estimate.</summary>
/// <param name="limit">The bound in bytes.</param>
internal sealed class ByteBudget(long limit)
{
    private long _unencoded;
    private long _encoded;

    public long Limit => limit;

    /// <summary>How many bytes are taken.</summary>
    public long Used => Unencoded + Volatile.Read(ref _encoded);

    /// <summary>How many bytes the spans take that are not encoded yet.</summary>
    public long Unencoded => Volatile.Read(ref _unencoded);

    /// <summary>Whether <paramref name="more"/> bytes exceed the bound.</summary>
    public bool Exceeds(long more) => Used + more > limit;

    /// <summary>Whether more than a half is taken: spans are sent early, and go to the spool.</summary>
    public bool IsOverHalf => Used > limit / 2;

    /// <summary>Whether more than three quarters are taken: what is on disk leaves memory.</summary>
    public bool IsAlmostFull => Used > limit - (limit / 4);

    /// <summary>Whether spans that are not encoded take so much that they are encoded at once: only encoded spans are sent, and go to the spool.</summary>
    public bool IsUnencodedLarge => Unencoded > limit / 8;

    /// <summary>Adds spans that are not encoded yet.</summary>
    /// <returns>Whether more than a half is taken since then, so that spans are encoded at once and sent early.</returns>
    public bool AddUnencoded(long bytes)
    {
        var used = Interlocked.Add(ref _unencoded, bytes) + Volatile.Read(ref _encoded);
        return bytes > 0 && used > limit / 2 && used - bytes <= limit / 2;
    }

    /// <summary>Takes <paramref name="bytes"/> if not more than <paramref name="most"/> bytes are taken then.</summary>
    public bool TryAddEncoded(long bytes, long most)
    {
        while (true)
        {
            var encoded = Volatile.Read(ref _encoded);
            if (Unencoded + encoded + bytes > most)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _encoded, encoded + bytes, encoded) == encoded)
            {
                return true;
            }
        }
    }

    public void AddEncoded(long bytes) => Interlocked.Add(ref _encoded, bytes);
}
