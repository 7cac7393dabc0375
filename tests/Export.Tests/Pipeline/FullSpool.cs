using System.Buffers;
using TracedLlm.Export.Spool;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A spool on a disk without room.</summary>
internal sealed class FullSpool : ISpool
{
    public SpoolCount Total => default;

    public long MaxBytes => 0;

    public long Failures => 0;

    public SpoolDamage Damaged => default;

    public IReadOnlyCollection<string> Destinations => [];

    public SpoolCount Count(string destination) => default;

    public bool HasUnread(string destination) => false;

    public bool HasRoom(string destination) => false;

    public bool IsInTheWay(in SpooledBatch held, int bytes, bool isNeeded) => false;

    public int GetNextBytes(string destination) => 0;

    public bool TryAppend(string destination, ReadOnlyMemory<byte> spans, int count) => false;

    public bool TryKeep(string destination, ReadOnlyMemory<byte> spans, int count, out SpooledBatch batch)
    {
        batch = default;
        return false;
    }

    public bool TryRead(
        string destination, IBufferWriter<byte> buffer, out SpooledBatch batch, int maxSpans = int.MaxValue, int maxBytes = int.MaxValue)
    {
        batch = default;
        return false;
    }

    public void Acknowledge(in SpooledBatch batch) => throw new InvalidOperationException("Nothing was read.");

    public void Release(in SpooledBatch batch) => throw new InvalidOperationException("Nothing was read.");

    public void Dispose()
    {
    }
}
