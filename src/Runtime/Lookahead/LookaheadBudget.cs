namespace TracedLlm.Lookahead;

/// <summary>How many bytes all requests together may hold for looking ahead.</summary>
internal sealed class LookaheadBudget(long limit)
{
    private long _taken;

    /// <summary>What is held now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
        {
            return true;
        }

        GiveBack(bytes);
        return false;
    }

    public void GiveBack(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
