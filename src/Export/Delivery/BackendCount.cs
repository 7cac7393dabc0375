namespace TracedLlm.Export;

/// <summary>How many spans one backend has accepted.</summary>
internal sealed class BackendCount(string name)
{
    private long _exported;

    public string Name => name;

    public long Exported => Volatile.Read(ref _exported);

    public void Add(long exported) => Interlocked.Add(ref _exported, exported);
}
