using System.Buffers;
using TracedLlm.Export.Spool;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A spool with something before each append: a wait, a fault.</summary>
internal sealed class WrappedSpool(ISpool inner, Action append) : ISpool
{
    private int _readers;

    /// <summary>How many times somebody wanted to read: the size of the next record is asked before.</summary>
    public int Readers => Volatile.Read(ref _readers);

    public SpoolCount Total => inner.Total;

    public long MaxBytes => inner.MaxBytes;

    public long Failures => inner.Failures;

    public SpoolDamage Damaged => inner.Damaged;

    public IReadOnlyCollection<string> Destinations => inner.Destinations;

    public bool IsDisposed { get; private set; }

    public SpoolCount Count(string destination) => inner.Count(destination);

    public bool HasUnread(string destination) => inner.HasUnread(destination);

    public bool HasRoom(string destination) => inner.HasRoom(destination);

    public bool IsInTheWay(in SpooledBatch held, int bytes, bool isNeeded) => inner.IsInTheWay(held, bytes, isNeeded);

    public int GetNextBytes(string destination)
    {
        Interlocked.Increment(ref _readers);
        return inner.GetNextBytes(destination);
    }

    public bool TryAppend(string destination, ReadOnlyMemory<byte> spans, int count)
    {
        append();
        return inner.TryAppend(destination, spans, count);
    }

    public bool TryKeep(string destination, ReadOnlyMemory<byte> spans, int count, out SpooledBatch batch)
    {
        append();
        return inner.TryKeep(destination, spans, count, out batch);
    }

    public bool TryRead(
        string destination, IBufferWriter<byte> buffer, out SpooledBatch batch, int maxSpans = int.MaxValue, int maxBytes = int.MaxValue) =>
        inner.TryRead(destination, buffer, out batch, maxSpans, maxBytes);

    public void Acknowledge(in SpooledBatch batch) => inner.Acknowledge(batch);

    public void Release(in SpooledBatch batch) => inner.Release(batch);

    public void Dispose()
    {
        IsDisposed = true;
        inner.Dispose();
    }
}
