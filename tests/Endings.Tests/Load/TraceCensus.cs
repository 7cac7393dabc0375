namespace TracedLlm.Endings.Tests.Load;

/// <summary>Tracks by weak references whether any code still holds a trace.</summary>
internal sealed class TraceCensus
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference> _traces = [];
    private long _seen;

    /// <summary>The number of traces.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>The number of traces that are still held or not yet collected.</summary>
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
