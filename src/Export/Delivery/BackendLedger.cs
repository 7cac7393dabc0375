namespace TracedLlm.Export;

/// <summary>Counts what becomes of the spans of one backend. Each span is started once and has one outcome.</summary>
/// <param name="name">The backend's name.</param>
/// <param name="loss">Told of every loss.</param>
internal sealed class BackendLedger(string name, LossLog loss)
{
    private readonly long[] _dropped = new long[DropReasons.Count];
    private long _started;
    private long _exported;
    private long _sampledOut;
    private string? _lastError;

    public string Name => name;

    /// <summary>What the backend last answered that was no success, or why it did not answer; without secrets.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>Whether spans are being lost.</summary>
    public bool IsLosing => loss.IsLosing;

    public void Started(long spans) => Interlocked.Add(ref _started, spans);

    public void Exported(long spans) => Interlocked.Add(ref _exported, spans);

    public void SampledOut(long spans) => Interlocked.Add(ref _sampledOut, spans);

    public void Dropped(DropReason reason, long spans)
    {
        if (spans > 0)
        {
            Interlocked.Add(ref _dropped[(int)reason], spans);
            loss.OnLost(name, reason, spans, LastError);
        }
    }

    public void Failed(string reason) => Volatile.Write(ref _lastError, reason);

    /// <summary>The counts as of one moment.</summary>
    public BackendCounts Counts()
    {
        // What has an outcome was started before, so that what is read in this order never shows more outcomes than starts.
        long[] dropped = [.. _dropped.Select((_, reason) => Volatile.Read(ref _dropped[reason]))];
        var exported = Volatile.Read(ref _exported);
        var sampledOut = Volatile.Read(ref _sampledOut);
        return new(Volatile.Read(ref _started), exported, sampledOut, dropped);
    }
}
