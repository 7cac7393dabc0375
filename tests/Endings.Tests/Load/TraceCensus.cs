namespace TracedLlm.Endings.Tests.Load;

/// <summary>Knows of every trace whether it is still held by somebody, and holds none itself.</summary>
internal sealed class TraceCensus
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference> _traces = [];
    private long _seen;

    /// <summary>How many there were.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>How many are held, or have not been collected yet.</summary>
    public int Alive
    {
        get
        {
            lock (_gate)
            {
                _traces.RemoveAll(trace => !trace.IsAlive);
                return _traces.Count;
            }
        }
    }

    public void Add(LlmTrace trace)
    {
        Interlocked.Increment(ref _seen);
        lock (_gate)
        {
            _traces.Add(new WeakReference(trace));
        }
    }
}
