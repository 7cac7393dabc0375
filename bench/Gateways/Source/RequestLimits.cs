namespace TracedLlm.Bench.Gateways;

/// <summary>How many requests each team may make. The bench never reaches the limit.</summary>
internal sealed class RequestLimits
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, StrongBox> _requests = new(StringComparer.Ordinal);

    public void Reserve(Caller caller)
    {
        if (Interlocked.Increment(ref _requests.GetOrAdd(caller.TeamId, static _ => new StrongBox()).Count) == long.MaxValue)
        {
            throw new InvalidOperationException("The team has no requests left.");
        }
    }

    private sealed class StrongBox
    {
        public long Count;
    }
}
