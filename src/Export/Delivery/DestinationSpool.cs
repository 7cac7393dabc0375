using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Spool;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <summary>The spool as one destination uses it. Safe for concurrent use.</summary>
/// <param name="spool">The gateway's spool; <see langword="null"/> if there is none.</param>
/// <param name="destination">The <see cref="BackendEndpoint.Identity"/> of the destination.</param>
/// <param name="budget">The memory that batches take while they are read.</param>
/// <param name="clock">The time.</param>
internal sealed class DestinationSpool(ISpool? spool, string destination, ByteBudget budget, TimeProvider clock)
{
    // A disk that has just refused something is not asked for every batch.
    private static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(1);

    private long _notBefore = long.MinValue;

    /// <summary>Whether the destination may put batches on disk now; <see langword="null"/> if it always may.</summary>
    public Func<bool>? MayStore { get; init; }

    /// <summary>Whether the gateway has a spool.</summary>
    public bool Exists => spool is not null;

    /// <summary>Whether spans of the destination are on disk, batches that are being sent included.</summary>
    public bool HasSpans => spool is not null && spool.Count(destination).Spans > 0;

    /// <summary>Whether there is a batch on disk that no sender has read.</summary>
    public bool HasUnread => spool is not null && spool.HasUnread(destination);

    /// <summary>The timestamp before which the disk is not asked.</summary>
    public long NotBefore => Volatile.Read(ref _notBefore);

    /// <summary>Whether the disk may be written at <paramref name="now"/>.</summary>
    public bool CanStore(long now) => Exists && now >= NotBefore && MayStore?.Invoke() != false;

    /// <summary>Whether there may be a batch to read at <paramref name="now"/>.</summary>
    public bool CanRead(long now) => now >= NotBefore && HasUnread;

    /// <summary>The disk is not asked for a while.</summary>
    public void Pause(long now) => Volatile.Write(ref _notBefore, clock.AddTo(now, PauseTime));

    /// <summary>Reads the oldest batch. Its record stays on disk until <see cref="Finish"/> or <see cref="Return"/>.</summary>
    public SpanBatch? TryRead(long now)
    {
        if (spool is null || !CanRead(now))
        {
            return null;
        }

        using var buffer = new OtlpBuffer(1024);
        if (!spool.TryRead(destination, buffer, out var spooled))
        {
            // Other senders have read the batches, or the disk does not answer.
            Pause(now);
            return null;
        }

        var batch = new SpanBatch(buffer.Length, now) { Spooled = spooled };
        batch.AddAll(buffer.Written.Span);
        budget.AddEncoded(batch.Bytes);
        return batch;
    }

    /// <summary>Writes the spans that are left of a batch into new records, and takes them off the batch.</summary>
    /// <returns><see langword="false"/> if there is no spool or no room; the batch keeps the spans that were not written.</returns>
    public bool TryStore(SpanBatch batch)
    {
        if (spool is null || MayStore?.Invoke() == false)
        {
            return false;
        }

        while (batch.Spans > 0)
        {
            var piece = batch.Next;
            var memory = batch.Memory(piece);
            if (!TryAppend(spool, memory, piece.Spans))
            {
                return false;
            }

            budget.AddEncoded(-memory.Length);
            batch.Done();
        }

        return true;
    }

    /// <summary>A whole batch that was read leaves memory. Its record is read again later.</summary>
    public void Return(SpanBatch batch)
    {
        spool!.Release(batch.Spooled!.Value);
        budget.AddEncoded(-batch.Bytes);
        batch.Dispose();
    }

    /// <summary>No span of a batch is left to send. Its record, if it has one, leaves the disk.</summary>
    public void Finish(SpanBatch batch)
    {
        if (batch.Spooled is { } spooled)
        {
            spool!.Acknowledge(spooled);
        }

        batch.Dispose();
    }

    private bool TryAppend(ISpool spool, ReadOnlyMemory<byte> spans, int count)
    {
        try
        {
            return spool.TryAppend(destination, spans, count);
        }
        catch (Exception exception)
        {
            // The spool does not throw because of the disk, but its observer may throw.
            SpanObservers.CountFailure(exception);
            return false;
        }
    }
}
