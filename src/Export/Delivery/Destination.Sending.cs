namespace TracedLlm.Export;

/// <content>What is due, and how it is sent.</content>
internal sealed partial class Destination
{
    /// <summary>So often a backend may fail at a batch before the fault is looked for in the batch.</summary>
    private const int MaxFailures = 5;

    /// <summary>So many requests of one batch may be refused, and none accepted, before the fault is not looked for in its spans any more.</summary>
    private const int MaxRefusals = 32;

    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(1);

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

    /// <summary>Deals with an answer; <see langword="false"/> if the batch is to be tried again later.</summary>
    private bool Settle(SpanBatch batch, BatchPiece piece, SendResult result, bool gzip)
    {
        switch (result.Outcome)
        {
            case SendOutcome.Accepted:
                var rejected = Math.Clamp(result.Rejected, 0, piece.Spans);
                batch.Refusals = int.MinValue;
                OnAccepted();
                _backend.Ledger.Exported(piece.Spans - rejected);
                if (rejected > 0)
                {
                    _backend.Ledger.Failed(FormattableString.Invariant($"partial success, {rejected} spans rejected"));
                }

                Done(batch, DropReason.Rejected, rejected);
                return true;
            case SendOutcome.Compressed when gzip:
                _gzip = false;
                return true;
            case SendOutcome.TooLarge when piece.Spans > 1:
                batch.Split();
                return true;
            case SendOutcome.TooLarge:
                Done(batch, DropReason.TooLarge, 1);
                return true;
            case SendOutcome.Malformed:
                SettleMalformed(batch, piece);
                return true;
            case SendOutcome.Failed:
                return SettleFailed(batch, piece);
            case SendOutcome.Retry:
                return false;
            default:
                Done(batch, DropReason.Rejected, piece.Spans);
                return true;
        }
    }

    /// <summary>The backend does not understand a request: the span that is the reason is sought, unless nothing of the batch is understood.</summary>
    private void SettleMalformed(SpanBatch batch, BatchPiece piece)
    {
        if (++batch.Refusals >= MaxRefusals)
        {
            while (batch.Spans > 0)
            {
                Done(batch, DropReason.Rejected, batch.Next.Spans);
            }
        }
        else if (piece.Spans > 1)
        {
            batch.Split();
        }
        else
        {
            Done(batch, DropReason.Rejected, 1);
        }
    }

    /// <summary>
    /// The backend fails, for a reason that may be in the batch. It is then sought in ever smaller pieces, and found in a span if
    /// the backend takes others.
    /// </summary>
    private bool SettleFailed(SpanBatch batch, BatchPiece piece)
    {
        if (batch.Failures++ == 0)
        {
            batch.AcceptedBeforeFailure = Volatile.Read(ref _accepted);
        }

        if (batch.Failures < MaxFailures)
        {
            return false;
        }

        if (piece.Spans > 1)
        {
            batch.Split();
            return false;
        }

        if (Volatile.Read(ref _accepted) == batch.AcceptedBeforeFailure)
        {
            return false;
        }

        Done(batch, DropReason.Rejected, 1);
        return true;
    }

    private void Done(SpanBatch batch, DropReason reason, long dropped)
    {
        _backend.Budget.AddEncoded(-batch.Memory(batch.Next).Length);
        _backend.Ledger.Dropped(reason, dropped);
        batch.Done();
    }

    private void OnAccepted()
    {
        Interlocked.Increment(ref _accepted);
        if (Volatile.Read(ref _failures) > 0)
        {
            lock (_gate)
            {
                _failures = 0;
                _notBefore = long.MinValue;
            }
        }
    }

    private void BackOff(int failuresBefore, SendResult result)
    {
        lock (_gate)
        {
            // Several requests may fail at the same time; together they are one failure.
            var failures = Math.Max(_failures, failuresBefore + 1);
            _failures = failures;
            _notBefore = Timestamp(_context.Clock.GetTimestamp(), _context.BackOff.After(failures, result.RetryAfter));
        }
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
