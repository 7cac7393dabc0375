namespace TracedLlm.Export.Spool;

/// <summary>The batches that wait for one destination, readable without the spool's lock. The spool writes it under its lock.</summary>
internal sealed class SpoolTally
{
    private long _bytes;
    private long _spans;
    private bool _hasUnread;

    public SpoolCount Count => new(Volatile.Read(ref _bytes), Volatile.Read(ref _spans));

    public bool HasUnread => Volatile.Read(ref _hasUnread);

    public void Set(SpoolCount count, bool hasUnread)
    {
        Volatile.Write(ref _bytes, count.Bytes);
        Volatile.Write(ref _spans, count.Spans);
        Volatile.Write(ref _hasUnread, hasUnread);
    }
}
