namespace TracedLlm.Samples.Gateway;

/// <summary>Chooses the requests above the limit that are traced: the first ones of each second. Safe for concurrent use.</summary>
internal sealed class RefusalSample(TimeProvider time)
{
    /// <summary>How many are traced in a second. They are alike, and come by thousands.</summary>
    public const int PerSecond = 10;

    private const int CountBits = 8;

    // The second, and in the lowest bits the number of requests that were chosen in it.
    private long _chosen;

    /// <summary>Whether one more is traced.</summary>
    public bool TryTake()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        while (true)
        {
            var chosen = Volatile.Read(ref _chosen);
            var count = chosen >> CountBits == second ? chosen & ((1 << CountBits) - 1) : 0;
            if (count >= PerSecond)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _chosen, (second << CountBits) + count + 1, chosen) == chosen)
            {
                return true;
            }
        }
    }
}
