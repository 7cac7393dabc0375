namespace TracedLlm.Export.Delivery;

/// <summary>Counts the spans of one backend by outcome. Each span is started once and has one outcome.</summary>
/// <param name="name">The backend's name.</param>
/// <param name="loss">Logs the beginning and the end of a loss; <see langword="null"/> for a store with a bound of its own, which loses nothing that anybody waits for.</param>
internal sealed class BackendLedger(string name, LossLog? loss)
{
    private readonly long[] _dropped = new long[DropReasons.Count];
    private long _started;
    private long _exported;
    private long _sampledOut;
    private string? _lastError;

    public string Name => name;

    /// <summary>The last failure of a request, as an answer or an error; without secrets.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>Whether the backend has lost spans within the last <see cref="LossLog.Quiet"/>.</summary>
    public bool IsLosing => loss?.IsLosing == true;

    /// <summary>Whether a dropped span is a loss.</summary>
    public bool HasLosses => loss is not null;

    public void Started(long spans) => Interlocked.Add(ref _started, spans);

    public void Exported(long spans) => Interlocked.Add(ref _exported, spans);

    public void SampledOut(long spans) => Interlocked.Add(ref _sampledOut, spans);

    /// <summary>Counts dropped spans.</summary>
    /// <param name="reason">Why they were dropped.</param>
    /// <param name="spans">How many.</param>
    /// <param name="isTold">Whether the log says already that such spans are dropped.</param>
    public void Dropped(DropReason reason, long spans, bool isTold = false)
    {
        if (spans > 0)
        {
            Interlocked.Add(ref _dropped[(int)reason], spans);
            loss?.OnLost(name, reason, spans, LastError, isTold);
        }
    }

    public void Failed(string reason) => Volatile.Write(ref _lastError, reason);

    /// <summary>The counts at one moment.</summary>
    public BackendCounts Counts()
    {
        // A span is started before it has an outcome. The outcomes are read first, so that there are never more outcomes than starts.
        long[] dropped = [.. _dropped.Select((_, reason) => Volatile.Read(ref _dropped[reason]))];
        var exported = Volatile.Read(ref _exported);
        var sampledOut = Volatile.Read(ref _sampledOut);
        return new(Volatile.Read(ref _started), exported, sampledOut, dropped);
    }
}
