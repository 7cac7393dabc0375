namespace TracedLlm.Export;

/// <content>What waits on disk while a backend is left alone.</content>
internal sealed partial class Destination
{
    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(1);

    /// <summary>Puts on disk what would be due while the backend is left alone.</summary>
    private void SpoolDue()
    {
        while (true)
        {
            SpanBatch batch;
            lock (_gate)
            {
                if (Spoolable(_context.Clock.GetTimestamp()) is not { } node)
                {
                    return;
                }

                batch = node.Value;
                Unlink(node);
            }

            if (!TrySpool(batch))
            {
                lock (_gate)
                {
                    _diskNotBefore = Timestamp(_context.Clock.GetTimestamp(), DiskPause);
                    Link(batch, first: true);
                }

                return;
            }

            batch.Dispose();
        }
    }

    // What was put on disk and comes back waits in memory only where the backend fails at it, and not much of that.
    private const int MaxSuspects = 8;

    private SpanBatch? ReadSpooled(long now)
    {
        if (_context.Spool is not { } spool || SpooledBatches(now) == 0)
        {
            return null;
        }

        using var buffer = new OtlpBuffer(1024);
        if (!spool.TryRead(_endpoint.Identity, buffer, out var spooled))
        {
            // Others have read what there is, or the disk does not answer.
            Volatile.Write(ref _diskNotBefore, Timestamp(now, DiskPause));
            return null;
        }

        var batch = new SpanBatch(buffer.Length, now) { Spooled = spooled };
        batch.AddAll(buffer.Written.Span);
        _backend.Budget.AddEncoded(batch.Bytes);
        return batch;
    }

    private int SpooledBatches(long now) =>
        now >= Volatile.Read(ref _diskNotBefore) && HasUnread ? _context.Settings.MaxRequests : 0;

    // Under the lock. What is due and not on disk already.
    private LinkedListNode<SpanBatch>? Spoolable(long now)
    {
        if (_context.Spool is null || now < _diskNotBefore || DueBatches(now) == 0)
        {
            return null;
        }

        var node = _queue.First;
        while (node is { Value.Spooled: not null })
        {
            node = node.Next;
        }

        return node;
    }

    /// <summary>Puts what is left of a batch on disk; <see langword="false"/> if there is no room, or no spool.</summary>
    private bool TrySpool(SpanBatch batch)
    {
        if (_context.Spool is not { } spool)
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

            _backend.Budget.AddEncoded(-memory.Length);
            batch.Done();
        }

        return true;
    }

    private bool TryAppend(ISpool spool, ReadOnlyMemory<byte> spans, int count)
    {
        try
        {
            return spool.TryAppend(_endpoint.Identity, spans, count);
        }
        catch (Exception exception)
        {
            // The disk is no reason to throw, but whom the spool tells of it may.
            TraceCounters.ListenerFailed(exception);
            return false;
        }
    }
}
