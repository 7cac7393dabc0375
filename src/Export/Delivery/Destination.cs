using TracedLlm.Export.Backends;
using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// The spans that wait for one endpoint: a queue in memory, a part of the spool, and a sender. A destination has no thread, timer or
/// connections of its own: the worker starts tasks when something is due, to send it or to write it to the spool, and a task ends when
/// nothing is. Safe for concurrent use.
/// </summary>
internal sealed partial class Destination
{
    // Guards the queue, the sender's pause and the counts of tasks together: which task may take which batch depends on all of them.
    private readonly Lock _gate = new();
    private readonly BackendEndpoint _endpoint;
    private readonly BackendDelivery _backend;
    private readonly DeliveryContext _context;
    private readonly HostLoad _host;
    private readonly BatchQueue _queue;
    private readonly DestinationSpool _spool;
    private readonly BatchSender _sender;

    // The bytes of the spans that are not encoded yet. A destination that is pinned does not count them.
    private long _unencoded;

    // The tasks that send, and those of them that have a batch.
    private int _senders;
    private int _sending;

    // Whether the task runs that writes to the spool; there is one, so that the spool has the batches in their order.
    private bool _isStoring;

    // Batches that this task has to write, and that left the queue because it may have no more spans.
    private readonly Queue<SpanBatch> _toStore = new();

    // The requests that have lasted longer than DeliverySettings.SlowRequest.
    private int _slowRequests;
    private bool _wasFromSpool;
    private int _hostChanges;

    // Whether the last answered request was accepted. Written by the tasks without the lock: each of them stands for itself.
    private bool _isKnown;

    // Read without the lock: a look too many finds nothing to do.
    private bool _hasChanged = true;

    public Destination(BackendEndpoint endpoint, BackendDelivery backend, DeliveryContext context, HostLoad host)
    {
        _endpoint = endpoint;
        Threshold = SamplingThreshold.FromRatio(endpoint.SamplingRate);
        _backend = backend;
        _context = context;
        _host = host;
        _queue = new BatchQueue(_gate, context, backend.Budget);
        _spool = new DestinationSpool(context, endpoint.Identity, backend.Budget)
        {
            MayStore = endpoint.Owner == EndpointOwner.Request ? HasShareOfSpool : null,
            HoldsSpans = () => !_queue.IsEmpty,
            GiveWay = GiveWay,
        };
        _sender = new BatchSender(_gate, endpoint, backend, context, _spool.Exists ? WaitForAnswerAsync : null) { Host = host };
    }

    public BackendEndpoint Endpoint => _endpoint;

    public BackendDelivery Backend => _backend;

    /// <summary>Whether it stays when nothing waits for it.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Whether the worker looks after it. Only the worker uses it.</summary>
    public bool IsWatched { get; set; }

    /// <summary>The timestamp when something will be due that is not due now. Only the worker uses it.</summary>
    public long LookAt { get; set; } = long.MaxValue;

    /// <summary>
    /// The timestamp since when it has something to send that its host does not take, because of others. Only the worker uses it.
    /// </summary>
    public long WaitsSince { get; private set; } = long.MaxValue;

    /// <summary>The bytes of the spans that are neither sent nor being sent.</summary>
    public long QueuedBytes => _queue.Bytes;

    /// <summary>Whether no span in memory is left to send, and no task runs.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _queue.IsEmpty && _toStore.Count == 0 && _senders == 0 && !_isStoring;
            }
        }
    }

    /// <summary>
    /// Whether it is empty and the worker knows all that has changed: a task may have ended after the worker looked, and have left spans on disk
    /// that are due.
    /// </summary>
    public bool IsSettled => IsEmpty && !Volatile.Read(ref _hasChanged);

    /// <summary>Whether a task runs.</summary>
    public bool IsSending
    {
        get
        {
            lock (_gate)
            {
                return _senders > 0 || _isStoring;
            }
        }
    }

    /// <summary>Whether no span waits for it, encoded or not, in memory or on disk. Nobody asks a pinned one for spans that are not encoded.</summary>
    public bool IsIdle => Volatile.Read(ref _unencoded) == 0 && IsEmpty && !_spool.HasSpans;

    /// <summary>Whether the backend failed at the last request.</summary>
    public bool IsDown => _sender.IsDown;

    /// <summary>The spans that wait are sent at once, because their memory is needed.</summary>
    public void FlushNow()
    {
        _queue.FlushNow();
        SendSpooled();
    }

    /// <summary>The spans on disk are sent at once, because they have waited already.</summary>
    public void SendSpooled()
    {
        _spool.FlushNow();
        NotifyChange();
    }

    /// <summary>Has the worker look again, because something has changed that the worker does not know of.</summary>
    public void NotifyChange() => Volatile.Write(ref _hasChanged, true);

    /// <summary>The threshold of the part of all traces that is sent.</summary>
    public SamplingThreshold Threshold { get; }

    /// <summary>Whether there may be something to start at <paramref name="now"/>. There may be very many destinations, so it is cheap.</summary>
    public bool NeedsLook(long now) => now >= LookAt
        || _host.Changes != _hostChanges
        || (Volatile.Read(ref _hasChanged) && (_spool.Exists || !_host.IsFull(_endpoint.Owner) || _sender.IsDown || WaitsSince == long.MaxValue))
        || (_spool.Exists && _queue.Bytes > 0 && _backend.Budget.IsOverHalf);

    /// <summary>The backend is asked once more at once, whatever it has failed at.</summary>
    public void TryAgain()
    {
        _sender.EndPause();
        _queue.EndWaits();
        _host.OpenForStop();
        NotifyChange();
    }

    /// <summary>Takes memory for a span that goes here and is not encoded yet, or returns it.</summary>
    /// <returns>Whether more than a half of the backend's memory is taken since then.</returns>
    public bool AddUnencoded(long bytes)
    {
        if (!IsPinned)
        {
            Interlocked.Add(ref _unencoded, bytes);
        }

        return _backend.Budget.AddUnencoded(bytes);
    }

    /// <summary>Appends an encoded span. Only the worker calls it.</summary>
    /// <param name="span">The span.</param>
    /// <param name="since">The timestamp since when it waits, or spans before it that are not in a batch either.</param>
    public void Append(ReadOnlySpan<byte> span, long since)
    {
        if (span.Length > _backend.Budget.Limit)
        {
            _backend.Ledger.Dropped(DropReason.TooLarge, 1);
            return;
        }

        if (_context.Settings.MaxQueueSpans is { } most && _queue.Spans >= most)
        {
            SendEarly();
            StoreEarly(most);
            while (_queue.Spans >= most && TryDropOldest())
            {
                // Until there are fewer.
            }
        }

        if (!_backend.TryMakeRoom(this, span.Length))
        {
            _backend.Ledger.Dropped(DropReason.QueueFull, 1);
        }
        else if (_queue.Append(span, since))
        {
            NotifyChange();
        }
    }

    /// <summary>Drops the oldest span that is not being sent; <see langword="false"/> if there is none.</summary>
    /// <param name="mayWait">Whether the caller may wait for the disk; otherwise a batch that is on disk stays in memory, and the oldest span is dropped that is not.</param>
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
        else if (spooled.HasWholeRecords)
        {
            // It only leaves memory.
            _spool.Return(spooled);
        }
        else if (mayWait && _spool.TryStore(spooled))
        {
            // Records cannot be cut, so that the spans that are left have new ones.
            _spool.Finish(spooled);
        }
        else
        {
            Drop(spooled, DropReason.QueueFull);
        }

        return true;
    }

    /// <summary>Puts all spans that are left on disk, and drops the spans that the disk does not take.</summary>
    public void Abandon()
    {
        while (_queue.TakeOldest() is { } batch)
        {
            if (batch.HasWholeRecords)
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
        _hostChanges = _host.Changes;
        _queue.Seal();
        EndExpired();
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
            if (!IsLeftAlone(now))
            {
                StartSenders(now);
            }
            else
            {
                NoteWait(now, isWaiting: now >= _sender.NotBefore && CountDue(now, 1) > 0);
            }

            if (_toStore.Count > 0 || HasToStore(now))
            {
                StartStoring();
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
            while (SendsFromMemory(now)
                && !_sender.IsDown
                && !IsLeftAlone(now)
                && !_context.Stopping.IsCancellationRequested
                && _senders < _context.Settings.MaxRequests
                && HasMemoryToSend
                && _queue.CountDue(now) > 0
                && _host.TryEnter(_endpoint.Owner, IsKnown) is { } pass)
            {
                var batch = _queue.TakeDue(now);
                ChangeSending(batch?.Bytes ?? 0);
                StartSender(pass, batch);
            }
        }
    }

    // Under the lock, with a pass of the host.
    private void StartSender(HostPass pass, SpanBatch? batch = null)
    {
        try
        {
            _ = Task.Run(() => SendDueAsync(batch, pass));
            _senders++;
        }
        catch (Exception)
        {
            // No memory for a task.
            if (batch is not null)
            {
                ChangeSending(-batch.Bytes);
                _queue.Return(batch, first: true);
            }

            _host.Leave(pass);
            NotifyChange();
            throw;
        }
    }

    // Under the lock. A sender that has no batch yet takes one of those that are due.
    private void StartSenders(long now)
    {
        var most = _sender.IsDown ? 1 : _context.Settings.MaxRequests;
        var wanted = Math.Min(most, _sending + CountDue(now, most));
        var isRefused = false;
        while (_senders < wanted && !isRefused)
        {
            if (HasMemoryToSend && _host.TryEnter(_endpoint.Owner, IsKnown) is { } pass)
            {
                NoteWait(now, isWaiting: false);
                StartSender(pass);
            }
            else
            {
                // It looks again when another request has ended.
                NotifyChange();
                isRefused = true;
            }
        }

        NoteWait(now, isRefused);
    }

    // It keeps its turn until it gets a place, or has nothing to send.
    private void NoteWait(long now, bool isWaiting) => WaitsSince = isWaiting ? Math.Min(WaitsSince, now) : long.MaxValue;

    // Under the lock.
    private int CountDue(long now, int most) =>
        (SendsFromMemory(now) ? _queue.CountDue(now) : _queue.CountDueFailed(now)) + _spool.CountDue(now, most, _sending > 0);

    // Whether spans that are not on disk may be sent.
    private bool SendsFromMemory(long now) => !_spool.StoresAll || !_spool.CanStore(now);

    // Without a spool, spans that wait have no other place than memory, and are best sent.
    private bool HasMemoryToSend => !_spool.Exists || _backend.MaySend;

    // Under the lock. A batch that is due and has no task yet waits for a task that ends, which wakes the worker.
    private TimeSpan? GetTimeToNext(long now)
    {
        var next = _queue.GetTimeToNext(now);
        if (!_queue.IsEmpty || _spool.HasUnread)
        {
            next = DueTime.Sooner(next, _context.Clock.GetTimeLeft(now, _sender.NotBefore));
            next = DueTime.Sooner(next, _context.Clock.GetTimeLeft(now, _host.GetNotBefore(_endpoint.Owner, IsKnown)));
            next = DueTime.Sooner(next, _spool.GetTimeToNext(now, _sending > 0));
        }

        return _spool.Exists && _queue.UnspooledSince is { } since ? DueTime.Sooner(next, GetTimeToOverdue(now, since)) : next;
    }

    private bool IsKnown => Volatile.Read(ref _isKnown);

    private void Drop(SpanBatch batch, DropReason reason)
    {
        _backend.Ledger.Dropped(reason, batch.Spans);
        _backend.Budget.AddEncoded(-batch.Bytes);
        _spool.Finish(batch);
    }
}
