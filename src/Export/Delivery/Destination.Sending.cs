using TracedLlm.Export.Transport;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <content>The tasks that send: each takes batches from memory or disk until none is due.</content>
internal sealed partial class Destination
{
    private async Task SendDueAsync(SpanBatch? first, HostPass pass)
    {
        try
        {
            var (next, isFirst) = (first, true);
            while (next is not null || (!_context.Stopping.IsCancellationRequested && (isFirst || MayGoOn(pass)) && (next = TakeNext()) is not null))
            {
                await SendAsync(next).ConfigureAwait(false);
                (next, isFirst) = (null, false);
            }
        }
        catch (Exception exception)
        {
            SpanObservers.CountFailure(exception);
        }
        finally
        {
            bool isLeft;
            lock (_gate)
            {
                _senders--;
                NotifyChange();
                isLeft = !IsPinned || !_queue.IsEmpty || _toStore.Count > 0;
            }

            _host.Leave(pass);
            if (isLeft || IsAwaited)
            {
                _context.Wake();
            }
        }
    }

    // Whether the worker has to know at once that a request has ended, although this destination has nothing more to send. It looks
    // again anyway when the next spans are encoded.
    private bool IsAwaited => _context.IsFlushing
        || _context.Stopping.IsCancellationRequested
        || _host.IsWanted
        || _spool.HasUnread
        || _backend.HasOpenLog;

    private bool IsLeftAlone(long now) => now < _sender.NotBefore || _host.IsClosed(_endpoint.Owner, IsKnown, now);

    // A destination whose credentials may be made up has a pass for each request.
    private bool MayGoOn(in HostPass pass) =>
        !(pass.IsSingle && !IsKnown) && !_host.IsClosed(_endpoint.Owner, IsKnown, _context.Clock.GetTimestamp()) && !_host.MustGiveWay(pass);

    /// <summary>The next batch to send, with the memory that it takes while it is sent.</summary>
    private SpanBatch? TakeNext()
    {
        var room = _spool.Exists ? _spool.MaxReadBytes : 0;
        if (room > 0 && !_backend.TryBeginSending(room))
        {
            return null;
        }

        SpanBatch? batch = null;
        try
        {
            return batch = ChooseNext();
        }
        finally
        {
            ChangeSending((batch?.Bytes ?? 0) - room);
        }
    }

    /// <summary>
    /// The next batch to send. While the backend is down, the batches that have waited longest come first: the batches on disk, in
    /// turn with those that the backend failed at, so that no more is read from disk than may be in memory. While it is slow, the disk
    /// has the oldest ones, too.
    /// </summary>
    private SpanBatch? ChooseNext()
    {
        var now = _context.Clock.GetTimestamp();
        bool prefersSpool, isSending;
        lock (_gate)
        {
            isSending = _sending > 0;

            // One task at a time asks a backend that is down.
            if (now < _sender.NotBefore || (_sender.IsDown && _senders > 1))
            {
                return null;
            }

            prefersSpool = _spool.CountDue(now, 1, isSending) > 0
                && (_sender.IsDown || _slowRequests > 0 || _spool.StoresAll)
                && !(_queue.SpooledBatches > 0 && _wasFromSpool);
            _wasFromSpool = prefersSpool;
            if (!prefersSpool && TakeFromMemory(now) is { } due)
            {
                return due;
            }
        }

        // Without the lock: the disk may be slow.
        return (_spool.CountDue(now, 1, isSending) > 0 ? _spool.TryRead(now) : null) ?? (prefersSpool ? TakeFromMemory(now) : null);
    }

    private SpanBatch? TakeFromMemory(long now) => SendsFromMemory(now) ? _queue.TakeDue(now, _sender.IsDown) : _queue.TakeDueFailed(now);

    private async Task SendAsync(SpanBatch batch)
    {
        var (failures, accepted, changes) = (_sender.Failures, _sender.Accepted, _host.Changes);
        var bytes = batch.Bytes;
        batch.SendingSince = _context.Clock.GetTimestamp();
        lock (_gate)
        {
            _sending++;
        }

        var isAnswered = false;
        try
        {
            var outcome = await _sender.SendAsync(batch).ConfigureAwait(false);
            isAnswered = true;
            if (_host.Changes != changes)
            {
                // The host has answered, and others wait for that.
                _context.Wake();
            }

            if (_sender.Accepted > accepted || outcome is null)
            {
                // A refused batch is dropped.
                Volatile.Write(ref _isKnown, _sender.Accepted > accepted);
            }

            if (outcome is { } answer)
            {
                PutBack(batch, answer);
            }
            else
            {
                _spool.Finish(batch);
            }
        }
        catch (Exception exception)
        {
            // No known case; but spans that are neither sent nor put back would never be counted.
            SpanObservers.CountFailure(exception);
            if (batch.Spans > 0)
            {
                _sender.Pause(failures);
                _queue.Return(batch, first: false);
            }
            else if (!isAnswered)
            {
                // Its records would stay on disk as those of a batch that is being sent.
                _spool.Finish(batch);
            }
        }
        finally
        {
            lock (_gate)
            {
                _sending--;
            }

            ChangeSending(-bytes);
        }
    }

    private void ChangeSending(long bytes)
    {
        if (_backend.ChangeSending(bytes))
        {
            _context.Wake();
        }
    }

    /// <summary>
    /// Waits for the answer to a request. The spans of a slow one are written to disk meanwhile, and so are the spans that wait behind it:
    /// only few seconds' spans are in memory alone, however long the backend takes.
    /// </summary>
    private async Task<SendResult> WaitForAnswerAsync(SpanBatch batch, Task<SendResult> sending)
    {
        if (sending.IsCompleted)
        {
            return await sending.ConfigureAwait(false);
        }

        // A batch in pieces makes several requests, one after the other.
        var left = _context.Clock.GetTimeLeft(_context.Clock.GetTimestamp(), batch.SendingSince, _context.Settings.SlowRequest);
        if (await EndsWithinAsync(sending, left ?? TimeSpan.Zero).ConfigureAwait(false))
        {
            return await sending.ConfigureAwait(false);
        }

        CountSlow(1);
        try
        {
            while (!TryKeep(batch) && !await EndsWithinAsync(sending, DestinationSpool.PauseTime).ConfigureAwait(false))
            {
                // The disk may take them later.
            }

            return await sending.ConfigureAwait(false);
        }
        finally
        {
            CountSlow(-1);
        }
    }

    private async Task<bool> EndsWithinAsync(Task sending, TimeSpan time)
    {
        using var answered = new CancellationTokenSource();
        if (await Task.WhenAny(sending, Task.Delay(time, _context.Clock, answered.Token)).ConfigureAwait(false) != sending)
        {
            return false;
        }

        await answered.CancelAsync().ConfigureAwait(false);
        return true;
    }

    private bool TryKeep(SpanBatch batch)
    {
        try
        {
            if (batch.IsSpooled || !_spool.CanStore(_context.Clock.GetTimestamp()))
            {
                return batch.IsSpooled;
            }

            if (!_spool.TryKeep(batch))
            {
                _spool.PauseStoring(_context.Clock.GetTimestamp());
            }

            return batch.IsSpooled;
        }
        catch (Exception exception)
        {
            SpanObservers.CountFailure(exception);
            return false;
        }
    }

    private void CountSlow(int requests)
    {
        lock (_gate)
        {
            _slowRequests += requests;
            NotifyChange();
        }

        _context.Wake();
    }

    // Two tasks may choose at the same time, and one batch from disk more than the bound stays in memory.
    private void PutBack(SpanBatch batch, in SendResult answer)
    {
        var place = BatchPolicy.ChoosePlace(new WaitingBatch(answer.Outcome)
        {
            IsDown = _sender.IsDown,
            IsAnswered = answer.IsAnswered,
            HasSpool = _spool.Exists,
            IsSpooled = batch.IsSpooled,
            IsInPieces = batch.IsPartlyDone,
            Failures = answer.Outcome == SendOutcome.Retry ? batch.Retries : batch.Failures,
            FailedFromSpool = _queue.SpooledBytes + batch.Bytes > _backend.Budget.Limit / 8 ? BatchPolicy.MaxFailedFromSpool : _queue.SpooledBatches,
        });
        switch (place)
        {
            case WaitingPlace.OldRecord:
                _spool.Return(batch);
                break;
            case WaitingPlace.NewRecord when _spool.TryStore(batch):
                _spool.Finish(batch);
                break;
            default:
                _queue.Return(batch, first: false);
                break;
        }
    }
}
