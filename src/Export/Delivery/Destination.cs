using System.Diagnostics;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Transport;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// The spans that wait for one endpoint: a queue in memory, a part of the spool, and a sender. A destination has no thread, timer or
/// connections of its own: the worker starts a task when something is due, and the task ends when nothing is. Safe for concurrent use.
/// </summary>
internal sealed class Destination
{
    // Guards the queue, the sender's pause and the number of tasks together: which task may take which batch depends on all of them.
    private readonly Lock _gate = new();
    private readonly BackendEndpoint _endpoint;
    private readonly BackendDelivery _backend;
    private readonly DeliveryContext _context;
    private readonly HostLoad _host;
    private readonly BatchQueue _queue;
    private readonly DestinationSpool _spool;
    private readonly BatchSender _sender;
    private int _tasks;
    private bool _wasFromSpool;

    // Read without the lock: a look too many finds nothing to do.
    private bool _hasChanged = true;

    public Destination(BackendEndpoint endpoint, BackendDelivery backend, DeliveryContext context, HostLoad host)
    {
        _endpoint = endpoint;
        _backend = backend;
        _context = context;
        _host = host;
        _queue = new BatchQueue(_gate, context, backend.Budget);
        _spool = new DestinationSpool(context.Spool, endpoint.Identity, backend.Budget, context.Clock);
        _sender = new BatchSender(_gate, endpoint, backend, context);
    }

    public BackendEndpoint Endpoint => _endpoint;

    public BackendDelivery Backend => _backend;

    /// <summary>Whether it stays when nothing waits for it.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Whether the worker looks after it. Only the worker uses it.</summary>
    public bool IsWatched { get; set; }

    /// <summary>The timestamp when something will be due that is not due now. Only the worker uses it.</summary>
    public long LookAt { get; set; } = long.MaxValue;

    /// <summary>The bytes of the spans that are neither sent nor being sent.</summary>
    public long QueuedBytes => _queue.Bytes;

    /// <summary>Whether no span in memory is left to send, and no task runs.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _queue.IsEmpty && _tasks == 0;
            }
        }
    }

    /// <summary>Whether a task runs.</summary>
    public bool IsSending
    {
        get
        {
            lock (_gate)
            {
                return _tasks > 0;
            }
        }
    }

    /// <summary>Whether no span waits for it, in memory or on disk.</summary>
    public bool IsIdle => IsEmpty && !_spool.HasSpans;

    /// <summary>Whether the backend failed at the last request.</summary>
    public bool IsDown => _sender.IsDown;

    /// <summary>The spans that wait are sent at once, because their memory is needed.</summary>
    public void FlushNow()
    {
        _queue.FlushNow();
        NotifyChange();
    }

    /// <summary>Has the worker look again, because something has changed that the worker does not know of.</summary>
    public void NotifyChange() => Volatile.Write(ref _hasChanged, true);

    /// <summary>Whether spans of a trace are sent; the same for all spans of it, whoever chose its id.</summary>
    public bool Samples(ActivityTraceId trace) => _endpoint.SamplingRate >= 1 || TraceSample.Includes(trace, _endpoint.SamplingRate);

    /// <summary>Whether there may be something to start at <paramref name="now"/>. There may be very many destinations, so it is cheap.</summary>
    public bool NeedsLook(long now) => now >= LookAt || (Volatile.Read(ref _hasChanged) && !(_host.IsFull && !_sender.IsDown));

    /// <summary>The backend is asked once more at once, whatever it has failed at.</summary>
    public void TryAgain()
    {
        _sender.EndPause();
        _queue.EndWaits();
        NotifyChange();
    }

    /// <summary>Appends an encoded span. Only the worker calls it.</summary>
    public void Append(ReadOnlySpan<byte> span)
    {
        if (span.Length > _backend.Budget.Limit)
        {
            _backend.Ledger.Dropped(DropReason.TooLarge, 1);
            return;
        }

        if (_context.Settings.MaxQueueSpans is { } most && _queue.Spans >= most)
        {
            SendEarly();
            while (_queue.Spans >= most && TryDropOldest())
            {
                // Until there are fewer.
            }
        }

        if (!_backend.TryMakeRoom(this, span.Length))
        {
            _backend.Ledger.Dropped(DropReason.QueueFull, 1);
        }
        else if (_queue.Append(span))
        {
            NotifyChange();
        }
    }

    /// <summary>Drops the oldest span that is not being sent; <see langword="false"/> if there is none.</summary>
    /// <param name="mayWait">Whether the caller may wait for the disk; otherwise a batch that is on disk stays in memory.</param>
    public bool TryDropOldest(bool mayWait = true)
    {
        if (!_queue.TryRemoveOldest(mayWait, out var spooled))
        {
            return false;
        }

        if (spooled is null)
        {
            _backend.Ledger.Dropped(DropReason.QueueFull, 1);
        }
        else if (spooled.HasWholeRecord)
        {
            // It only leaves memory.
            _spool.Return(spooled);
        }
        else
        {
            // A record cannot be cut, so that all spans that are left are dropped.
            Drop(spooled, DropReason.QueueFull);
        }

        return true;
    }

    /// <summary>Puts all spans that are left on disk, and drops the spans that the disk does not take.</summary>
    public void Abandon()
    {
        while (_queue.TakeOldest() is { } batch)
        {
            if (batch.HasWholeRecord)
            {
                _spool.Return(batch);
            }
            else if (_spool.TryStore(batch))
            {
                _spool.Finish(batch);
            }
            else
            {
                Drop(batch, DropReason.Shutdown);
            }
        }
    }

    /// <summary>Starts tasks for the batches that are due. Only the worker calls it.</summary>
    /// <returns>The time until more is due; <see langword="null"/> if nothing waits.</returns>
    public TimeSpan? StartDue()
    {
        Volatile.Write(ref _hasChanged, false);
        _queue.Seal();
        DropExpired();
        if (_context.Stopping.IsCancellationRequested)
        {
            if (_spool.Exists)
            {
                // Without that the queue has no room for the spans that are still to be encoded.
                Abandon();
            }

            return null;
        }

        var now = _context.Clock.GetTimestamp();
        lock (_gate)
        {
            var sends = now >= _sender.NotBefore;
            var wanted = sends ? CountSenders(now) : HasDueForSpool(now) ? 1 : 0;
            for (; _tasks < wanted; _tasks++)
            {
                if (sends && !_host.TryEnter())
                {
                    NotifyChange();
                    break;
                }

                Start(sends);
            }

            return GetTimeToNext(now);
        }
    }

    /// <summary>Hands the batches that wait to senders that have nothing to do: a queue that is full drops nothing if the backend takes spans.</summary>
    private void SendEarly()
    {
        var now = _context.Clock.GetTimestamp();
        _queue.Seal();
        lock (_gate)
        {
            while (!_sender.IsDown
                && now >= _sender.NotBefore
                && !_context.Stopping.IsCancellationRequested
                && _tasks < _context.Settings.MaxRequests
                && _queue.CountDue(now) > 0
                && _host.TryEnter())
            {
                Start(sends: true, _queue.TakeDue(now));
                _tasks++;
            }
        }
    }

    // Under the lock.
    private void Start(bool sends, SpanBatch? batch = null)
    {
        try
        {
            _ = Task.Run(() => RunAsync(sends, batch));
        }
        catch (Exception)
        {
            // No memory for a task.
            if (batch is not null)
            {
                _queue.Return(batch, first: true);
            }

            if (sends)
            {
                _host.Leave();
            }

            NotifyChange();
            throw;
        }
    }

    // Under the lock.
    private int CountSenders(long now) => Math.Min(
        _sender.IsDown ? 1 : _context.Settings.MaxRequests,
        _queue.CountDue(now) + (_spool.CanRead(now) ? _context.Settings.MaxRequests : 0));

    // Under the lock.
    private bool HasDueForSpool(long now) => _spool.CanStore(now) && _queue.CountDue(now) > 0 && _queue.HasUnspooled;

    // Under the lock. A batch that is due and has no task yet waits for a task that ends, which wakes the worker.
    private TimeSpan? GetTimeToNext(long now)
    {
        var next = _queue.GetTimeToNext(now);
        if (!_queue.IsEmpty || _spool.HasUnread)
        {
            next = DueTime.Sooner(next, _context.Clock.GetTimeLeft(now, _sender.NotBefore));
            next = DueTime.Sooner(next, _context.Clock.GetTimeLeft(now, _spool.NotBefore));
        }

        return next;
    }

    private async Task RunAsync(bool sends, SpanBatch? first)
    {
        try
        {
            if (!sends)
            {
                SpoolDue();
                return;
            }

            var next = first;
            while (next is not null || (!_context.Stopping.IsCancellationRequested && (next = TakeNext()) is not null))
            {
                await SendAsync(next).ConfigureAwait(false);
                next = null;
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
                _tasks--;
                NotifyChange();
            }

            if (sends)
            {
                _host.Leave();
            }

            _context.Wake();
        }
    }

    /// <summary>
    /// The next batch to send. While the backend is down, the batches that have waited longest come first: the batches on disk, in
    /// turn with those that the backend failed at, so that no more is read from disk than may be in memory.
    /// </summary>
    private SpanBatch? TakeNext()
    {
        var now = _context.Clock.GetTimestamp();
        bool prefersSpool;
        lock (_gate)
        {
            // One task at a time asks a backend that is down.
            if (now < _sender.NotBefore || (_sender.IsDown && _tasks > 1))
            {
                return null;
            }

            prefersSpool = _sender.IsDown && _spool.CanRead(now) && !(_queue.Spooled > 0 && _wasFromSpool);
            _wasFromSpool = prefersSpool;
            if (!prefersSpool && _queue.TakeDue(now, _sender.IsDown) is { } due)
            {
                return due;
            }
        }

        // Without the lock: the disk may be slow.
        return _spool.TryRead(now) ?? (prefersSpool ? _queue.TakeDue(now, isDown: true) : null);
    }

    private async Task SendAsync(SpanBatch batch)
    {
        var failures = _sender.Failures;
        try
        {
            if (await _sender.SendAsync(batch).ConfigureAwait(false) is { } answer)
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
        }
    }

    // Two tasks may choose at the same time, and one batch from disk more than the bound stays in memory.
    private void PutBack(SpanBatch batch, in SendResult answer)
    {
        var place = BatchPolicy.ChoosePlace(new WaitingBatch(answer.Outcome)
        {
            IsDown = _sender.IsDown,
            IsAnswered = answer.IsAnswered,
            HasSpool = _spool.Exists,
            IsSpooled = batch.Spooled is not null,
            IsInPieces = batch.IsInPieces,
            Failures = answer.Outcome == SendOutcome.Retry ? batch.Retries : batch.Failures,
            FailedFromSpool = _queue.Spooled,
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

    /// <summary>Puts batches on disk that are due while the backend is left alone.</summary>
    private void SpoolDue()
    {
        while (TakeDueForSpool() is { } batch)
        {
            if (!_spool.TryStore(batch))
            {
                _spool.Pause(_context.Clock.GetTimestamp());
                _queue.Return(batch, first: true);
                return;
            }

            _spool.Finish(batch);
        }
    }

    private SpanBatch? TakeDueForSpool()
    {
        lock (_gate)
        {
            return HasDueForSpool(_context.Clock.GetTimestamp()) ? _queue.TakeUnspooled() : null;
        }
    }

    private void DropExpired()
    {
        while (_queue.TakeExpired() is { } batch)
        {
            Drop(batch, DropReason.Expired);
        }
    }

    private void Drop(SpanBatch batch, DropReason reason)
    {
        _backend.Ledger.Dropped(reason, batch.Spans);
        _backend.Budget.AddEncoded(-batch.Bytes);
        _spool.Finish(batch);
    }
}
