namespace TracedLlm.Export;

/// <summary>How many bytes the spans of one backend may take in memory. Not yet encoded ones are estimated.</summary>
/// <param name="limit">The bound.</param>
internal sealed class ByteBudget(long limit)
{
    private long _unencoded;
    private long _encoded;

    public long Limit => limit;

    /// <summary>What is taken.</summary>
    public long Used => Unencoded + Volatile.Read(ref _encoded);

    /// <summary>What is taken by spans that are not encoded yet.</summary>
    public long Unencoded => Volatile.Read(ref _unencoded);

    /// <summary>Whether <paramref name="more"/> bytes go beyond the bound.</summary>
    public bool Exceeds(long more) => Used + more > limit;

    public void AddUnencoded(long bytes) => Interlocked.Add(ref _unencoded, bytes);

    public void AddEncoded(long bytes) => Interlocked.Add(ref _encoded, bytes);
}
