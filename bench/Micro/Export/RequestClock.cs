namespace TracedLlm.Bench.Micro.Export;

/// <summary>The clock of a gateway with a number of requests a second. It advances by the requests, however long they take here.</summary>
/// <param name="perSecond">The requests of a second.</param>
internal sealed class RequestClock(int perSecond) : TimeProvider
{
    private long _requests;

    public override long TimestampFrequency => perSecond;

    public override long GetTimestamp() => Volatile.Read(ref _requests);

    /// <summary>So many requests have come.</summary>
    public void Advance(int requests) => Interlocked.Add(ref _requests, requests);
}
