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
        now >= Volatile.Read(ref _diskNotBefore) && HasSpooled ? _context.Settings.MaxRequests : 0;

    // Under the lock. What is due, and not suspected to be what the backend fails at.
    private LinkedListNode<SpanBatch>? Spoolable(long now)
    {
        if (_context.Spool is null || now < _diskNotBefore || DueBatches(now) == 0)
        {
            return null;
        }

        var node = _queue.First;
        while (node is { Value: { Spooled: not null } or { Failures: > 0 } })
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
            if (!spool.TryAppend(_endpoint.Identity, memory, piece.Spans))
            {
                return false;
            }

            _backend.Budget.AddEncoded(-memory.Length);
            batch.Done();
        }

        return true;
    }
}
