namespace TracedLlm.Export;

/// <content>What is due, and how it is sent.</content>
internal sealed partial class Destination
{
    private int _senders;
    private int _failures;
    private long _accepted;
    private long _notBefore = long.MinValue;
    private long _diskNotBefore = long.MinValue;
    private bool _gzip;

    /// <summary>Whether there may be something to start at <paramref name="now"/>. There may be very many destinations, so it is cheap.</summary>
    public bool NeedsLook(long now) =>
        now >= LookAt || (Volatile.Read(ref _isTouched) && !(_host.IsFull && Volatile.Read(ref _failures) == 0));

    /// <summary>Starts senders for what is due, and says how long nothing more will be. Called by the worker only.</summary>
    public TimeSpan? Pump()
    {
        Volatile.Write(ref _isTouched, false);
        DropExpired();
        if (_context.Stopping.IsCancellationRequested)
        {
            return null;
        }

        var now = _context.Clock.GetTimestamp();
        lock (_gate)
        {
            var isLeftAlone = now < _notBefore;
            var isSpooling = isLeftAlone && Spoolable(now) is not null;
            var limit = _failures > 0 ? 1 : _context.Settings.MaxRequests;
            var wanted = isSpooling ? 1 : isLeftAlone ? 0 : Math.Min(limit, DueBatches(now) + SpooledBatches(now));
            for (; _senders < wanted; _senders++)
            {
                var sends = !isSpooling;
                if (sends && !_host.TryEnter())
                {
                    _isTouched = true;
                    break;
                }

                _ = Task.Run(() => RunAsync(sends));
            }

            return NextDue(now);
        }
    }

    /// <summary>Failures are forgotten: it is tried once more at once.</summary>
    public void TryAgain()
    {
        lock (_gate)
        {
            _notBefore = long.MinValue;
            _isTouched = true;
        }
    }

    private async Task RunAsync(bool sends)
    {
        try
        {
            if (!sends)
            {
                SpoolDue();
                return;
            }

            while (!_context.Stopping.IsCancellationRequested && TryTake() is { } batch)
            {
                await SendAsync(batch).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
            {
                _senders--;
                _isTouched = true;
            }

            if (sends)
            {
                _host.Leave();
            }

            _context.Wake();
        }
    }

    /// <summary>The next batch to send; of a destination that is down, what has waited longest.</summary>
    private SpanBatch? TryTake()
    {
        var now = _context.Clock.GetTimestamp();
        lock (_gate)
        {
            if (now < _notBefore || (_failures > 0 && _senders > 1))
            {
                return null;
            }

            if (!(_failures > 0 && HasSpooled) && DueBatches(now) > 0)
            {
                var node = _queue.First!;
                Unlink(node);
                return node.Value;
            }
        }

        return ReadSpooled(now);
    }

    private async Task SendAsync(SpanBatch batch)
    {
        while (batch.Spans > 0)
        {
            var piece = batch.Next;
            var memory = batch.Memory(piece);
            var gzip = _gzip;
            var failures = Volatile.Read(ref _failures);
            var start = _context.Clock.GetTimestamp();
            var result = await _transport.SendAsync(memory, gzip, _context.Stopping.Token).ConfigureAwait(false);
            _context.Log?.Submitted(_endpoint, piece.Spans, memory.Length, result.Reason, _context.Clock.GetElapsedTime(start));
            if (result.IsMemoryInUse)
            {
                batch.KeepFromPool();
            }

            if (result.Outcome != SendOutcome.Accepted)
            {
                _backend.Ledger.Failed(result.Reason);
            }

            if (!Settle(batch, piece, result, gzip))
            {
                BackOff(failures, result);
                PutBack(batch, first: result.Outcome == SendOutcome.Retry);
                return;
            }
        }

        Finish(batch);
    }

    private void PutBack(SpanBatch batch, bool first)
    {
        if (batch.Spooled is { } spooled && first)
        {
            if (!batch.IsInPieces)
            {
                _context.Spool!.Release(spooled);
                Release(batch);
                batch.Dispose();
                return;
            }

            // What has arrived must not be sent again.
            if (TrySpool(batch))
            {
                Finish(batch);
                return;
            }
        }
        else if (first && TrySpool(batch))
        {
            batch.Dispose();
            return;
        }

        lock (_gate)
        {
            Link(batch, first);
        }
    }

    private void DropExpired()
    {
        var age = _context.Settings.MaxSpanAge;
        while (true)
        {
            SpanBatch batch;
            lock (_gate)
            {
                if (_queue.First is not { } node || _context.Clock.GetElapsedTime(node.Value.CreatedAt) < age)
                {
                    return;
                }

                batch = node.Value;
                Unlink(node);
            }

            _backend.Ledger.Dropped(DropReason.Expired, batch.Spans);
            Release(batch);
            Finish(batch);
        }
    }

    // Under the lock. All but the last one are full.
    private int DueBatches(long now)
    {
        if (_queue.Last?.Value is not { } last)
        {
            _isHurried = false;
            return 0;
        }

        var isLastDue = _isHurried
            || _context.IsFlushing
            || last.Failures > 0
            || last.Spans >= _context.Settings.MaxBatchSpans
            || last.Bytes >= _context.Settings.MaxBatchBytes
            || _context.Clock.GetElapsedTime(last.CreatedAt, now) >= _delay;
        return isLastDue ? _queue.Count : _queue.Count - 1;
    }

    // Under the lock. What is due and not started yet waits for a sender that ends, which wakes the worker.
    private TimeSpan? NextDue(long now)
    {
        TimeSpan? next = null;
        if (_queue is { First.Value: { } first, Last.Value: { } last })
        {
            if (DueBatches(now) < _queue.Count)
            {
                Consider(last.CreatedAt, _delay);
            }

            Consider(first.CreatedAt, _context.Settings.MaxSpanAge);
        }

        if (_queue.Count > 0 || HasSpooled)
        {
            Consider(_notBefore, TimeSpan.Zero);
            Consider(_diskNotBefore, TimeSpan.Zero);
        }

        return next;

        void Consider(long since, TimeSpan delay)
        {
            var left = since == long.MinValue ? TimeSpan.Zero : delay - _context.Clock.GetElapsedTime(since, now);
            if (left > TimeSpan.Zero && !(left > next))
            {
                next = left;
            }
        }
    }

    private long Timestamp(long now, TimeSpan delay) => now + (long)(delay.TotalSeconds * _context.Clock.TimestampFrequency);
}
