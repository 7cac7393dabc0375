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

    // Whether the last batch was asked of the disk; and how many that came from there the backend failed at.
    private bool _wasFromDisk;
    private int _suspects;

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
            if (_context.Spool is not null)
            {
                // There is no room for all that comes from the hand-over unless what is there leaves.
                Abandon();
            }

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
                await TrySendAsync(batch).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
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

    /// <summary>
    /// The next batch to send; of a destination that is down, what has waited longest, in turn with what it failed at. Of what it
    /// fails at no more is taken from the disk than may be in memory.
    /// </summary>
    private SpanBatch? TryTake()
    {
        var now = _context.Clock.GetTimestamp();
        bool prefersDisk;
        lock (_gate)
        {
            if (now < _notBefore || (_failures > 0 && _senders > 1))
            {
                return null;
            }

            prefersDisk = _failures > 0 && SpooledBatches(now) > 0 && !(_suspects > 0 && _wasFromDisk);
            _wasFromDisk = prefersDisk;
            if (!prefersDisk && TakeDue(now) is { } due)
            {
                return due;
            }
        }

        if (ReadSpooled(now) is { } spooled)
        {
            return spooled;
        }

        lock (_gate)
        {
            return prefersDisk ? TakeDue(now) : null;
        }
    }

    // Under the lock.
    private SpanBatch? TakeDue(long now)
    {
        if (DueBatches(now) == 0)
        {
            return null;
        }

        var node = _queue.First!;
        Unlink(node);
        return node.Value;
    }

    private async Task TrySendAsync(SpanBatch batch)
    {
        var failures = Volatile.Read(ref _failures);
        try
        {
            await SendAsync(batch).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nothing that is known of; but what is neither sent nor put back would never be counted.
            TraceCounters.ListenerFailed(exception);
            if (batch.Spans > 0)
            {
                BackOff(failures, new SendResult(SendOutcome.Failed, exception.GetType().Name));
                lock (_gate)
                {
                    Link(batch, first: false);
                }
            }
        }
    }

    private async Task SendAsync(SpanBatch batch)
    {
        batch.WasSent = true;
        while (batch.Spans > 0)
        {
            var piece = batch.Next;
            var memory = batch.Memory(piece);
            var gzip = _gzip;
            var failures = Volatile.Read(ref _failures);
            var start = _context.Clock.GetTimestamp();
            var result = await _transport.SendAsync(memory, gzip, _context.Stopping.Token).ConfigureAwait(false);
            if (result.IsMemoryInUse)
            {
                batch.KeepFromPool();
            }

            if (result.Outcome != SendOutcome.Accepted)
            {
                _backend.Ledger.Failed(result.Reason);
            }

            Log(piece.Spans, memory.Length, result.Reason, start);
            if (!Settle(batch, piece, result, gzip))
            {
                BackOff(failures, result);
                PutBack(batch, first: result.Outcome == SendOutcome.Retry);
                return;
            }
        }

        Finish(batch);
    }

    private void Log(int spans, int bytes, string answer, long start)
    {
        try
        {
            _context.Log?.Submitted(_endpoint, spans, bytes, answer, _context.Clock.GetElapsedTime(start));
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
        }
    }

    /// <summary>
    /// A batch is to be tried again. It waits on disk if there is one; of what is there already the backend's failure may be the
    /// fault, and some of it stays in memory for that to be found out, its record in the spool still taken.
    /// </summary>
    private void PutBack(SpanBatch batch, bool first)
    {
        if (batch.Spooled is null)
        {
            if (TrySpool(batch))
            {
                batch.Dispose();
                return;
            }
        }
        else if (first || (batch.Failures < MaxFailures && Volatile.Read(ref _suspects) >= MaxSuspects))
        {
            if (!batch.IsInPieces)
            {
                ReturnToSpool(batch);
                return;
            }

            // What has arrived must not be sent again.
            if (TrySpool(batch))
            {
                Finish(batch);
                return;
            }
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
}
