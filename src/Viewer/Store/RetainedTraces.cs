namespace TracedLlm.Viewer.Store;

/// <summary>The traces of one kind in the order in which they came, with their bytes. Guarded by the store.</summary>
internal sealed class RetainedTraces
{
    private readonly LinkedList<HeldTrace> _traces = new();

    public int Count => _traces.Count;

    public long Bytes { get; private set; }

    public HeldTrace? Oldest => _traces.First?.Value;

    public IEnumerable<HeldTrace> All => _traces;

    public void Add(HeldTrace trace)
    {
        _traces.AddLast(trace.Node);
        trace.CountedBytes = 0;
        Recount(trace);
    }

    /// <summary>Counts the bytes that have come since the last time.</summary>
    public void Recount(HeldTrace trace)
    {
        var bytes = trace.Bytes;
        Bytes += bytes - trace.CountedBytes;
        trace.CountedBytes = bytes;
    }

    public void Remove(HeldTrace trace)
    {
        _traces.Remove(trace.Node);
        Bytes -= trace.CountedBytes;
        trace.CountedBytes = 0;
    }
}
