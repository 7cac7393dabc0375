namespace TracedLlm.Lookahead;

/// <summary>The limit of the bytes that the lookaheads of all requests use together.</summary>
internal sealed class LookaheadBudget(long limit)
{
    private long _inUse;

    /// <summary>How many bytes are in use now.</summary>
    public long InUse => Interlocked.Read(ref _inUse);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _inUse, bytes) <= limit)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _inUse, -bytes);
}
