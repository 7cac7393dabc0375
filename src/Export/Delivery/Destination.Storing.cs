using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <content>The task that writes to the spool the batches that are not sent now.</content>
internal sealed partial class Destination
{
    /// <summary>Takes batches off a queue that may have no more spans, so that they are written and not dropped. Only the worker calls it.</summary>
    private void StoreEarly(int most)
    {
        lock (_gate)
        {
            while (_queue.Spans >= most && _spool.CanStore(_context.Clock.GetTimestamp()) && _queue.TakeUnspooled() is { } batch)
            {
                _toStore.Enqueue(batch);
            }

            if (_toStore.Count > 0)
            {
                StartStoring();
            }
        }
    }

    // Under the lock.
    private void StartStoring()
    {
        if (!_isStoring)
        {
            _ = Task.Run(StoreDue);
            _isStoring = true;
        }
    }

    // Under the lock.
    private bool HasToStore(long now)
    {
        if (!_spool.CanStore(now))
        {
            return false;
        }

        if (_queue.UnspooledSince is not { } since)
        {
            return _queue.SpooledBatches > 0 && _backend.Budget.IsAlmostFull;
        }

        return _spool.StoresAll
            || _backend.Spills(this)
            || _queue.Spans > _context.Settings.MaxQueueSpans / 2
            || GetTimeToOverdue(now, since) is null
            || (_queue.CountDue(now) > 0 && (IsLeftAlone(now) || _sender.IsDown || _slowRequests > 0));
    }

    // The time until a batch should have been sent, whatever it waits for: senders that are busy, other destinations of the host.
    private TimeSpan? GetTimeToOverdue(long now, long since) =>
        _context.Clock.GetTimeLeft(now, since, _context.Settings.BatchDelay + _context.Settings.SlowRequest);

    // What callers choose gets no file before its backend has accepted something.
    private bool HasShareOfSpool() => IsKnown && _context.Spool?.HasRoom(_endpoint.Identity) == true;

    /// <summary>Writes batches to disk that are not sent now.</summary>
    private void StoreDue()
    {
        try
        {
            while (TakeToStore() is { } batch && TryStore(batch))
            {
                // Until there are none, or the disk refuses.
            }
        }
        catch (Exception exception)
        {
            SpanObservers.CountFailure(exception);
        }
        finally
        {
            lock (_gate)
            {
                while (_toStore.TryDequeue(out var batch))
                {
                    _queue.Return(batch, first: false);
                }

                _isStoring = false;
                NotifyChange();
            }

            _context.Wake();
        }
    }

    private bool TryStore(SpanBatch batch)
    {
        if (batch.HasWholeRecords)
        {
            // It only leaves memory.
            _spool.Return(batch);
            return true;
        }

        // A batch that the backend failed at stays in memory too, with what is known of its fault.
        var keeps = batch is { WasSent: true, IsSpooled: false } && !_backend.Spills(this);
        var isStored = false;
        try
        {
            return isStored = keeps ? _spool.TryKeep(batch) : _spool.TryStore(batch);
        }
        finally
        {
            if (isStored && !keeps)
            {
                _spool.Finish(batch);
            }
            else
            {
                if (!isStored)
                {
                    _spool.PauseStoring(_context.Clock.GetTimestamp());
                }

                _queue.Return(batch, first: true);
            }
        }
    }

    // A full spool removes no file while one of its batches is in memory. Those that wait there must neither keep it from taking what leaves
    // memory, so that all spans that end would stay there, nor have it remove younger files.
    private void GiveWay(int bytes, bool isNeeded)
    {
        while (_queue.OldestRecord is var (waiting, record) && _spool.IsInTheWay(record, bytes, isNeeded))
        {
            if (_queue.TryTakeRecorded(waiting))
            {
                _spool.Return(waiting);
            }
        }
    }

    private SpanBatch? TakeToStore()
    {
        lock (_gate)
        {
            if (_toStore.TryDequeue(out var batch))
            {
                return batch;
            }

            return !_context.Stopping.IsCancellationRequested && HasToStore(_context.Clock.GetTimestamp())
                ? _queue.TakeUnspooled() ?? _queue.TakeSpooled()
                : null;
        }
    }

    /// <summary>Takes spans off memory that have waited too long there. The disk keeps them longer, and has a time of its own.</summary>
    private void EndExpired()
    {
        while (true)
        {
            SpanBatch batch;
            lock (_gate)
            {
                // All memory is there before anything is changed.
                _toStore.EnsureCapacity(_toStore.Count + 1);
                if (_queue.TakeExpired() is not { } expired)
                {
                    return;
                }

                batch = expired;
                if (batch.HasWholeRecords || _spool.CanStore(_context.Clock.GetTimestamp()))
                {
                    _toStore.Enqueue(batch);
                    StartStoring();
                    continue;
                }
            }

            Drop(batch, DropReason.Expired);
        }
    }
}
