namespace TracedLlm.Export;

/// <summary>
/// The spans that wait for one endpoint, and their sending. It has no thread, timer or connections of its own: the worker starts
/// a sender when something is due, and that ends when nothing is. Safe for concurrent use.
/// </summary>
internal sealed partial class Destination
{
    // Most destinations of tenants have few spans at a time.
    private const int LeastCapacity = 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<SpanBatch> _queue = new();
    private readonly BackendEndpoint _endpoint;
    private readonly BackendDelivery _backend;
    private readonly DeliveryContext _context;
    private readonly OtlpTransport _transport;
    private readonly HostLoad _host;
    private readonly TimeSpan _delay;

    // What the last batch took: memory that need not grow is not copied.
    private int _capacity = LeastCapacity;
    private int _queuedSpans;
    private long _queuedBytes;
    private bool _isHurried;
    private bool _isTouched = true;

    public Destination(BackendEndpoint endpoint, BackendDelivery backend, DeliveryContext context, HostLoad host)
    {
        _endpoint = endpoint;
        _backend = backend;
        _context = context;
        _host = host;
        _delay = context.Settings.BatchDelay;
        _gzip = endpoint.Gzip;
        var settings = context.Settings;
        _transport = OtlpTransport.Of(
            context.Client,
            endpoint,
            context.FrameOf(endpoint),
            endpoint.Timeout < settings.RequestTimeout ? endpoint.Timeout : settings.RequestTimeout,
            settings.Clock);
    }

    public BackendEndpoint Endpoint => _endpoint;

    public BackendDelivery Backend => _backend;

    /// <summary>Whether it stays when nothing waits for it.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Whether the worker looks after it; the worker's own.</summary>
    public bool IsWatched { get; set; }

    /// <summary>When something will be due that is not now; the worker's own.</summary>
    public long LookAt { get; set; } = long.MaxValue;

    /// <summary>The bytes of the spans that are neither sent nor being sent.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Whether nothing is in memory that is to be sent, and nobody sends.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count == 0 && _senders == 0;
            }
        }
    }

    /// <summary>Whether somebody sends.</summary>
    public bool IsSending
    {
        get
        {
            lock (_gate)
            {
                return _senders > 0;
            }
        }
    }

    /// <summary>Whether nothing waits for it at all, on disk either.</summary>
    public bool IsIdle => IsEmpty && !HasSpooled;

    /// <summary>Whether it is left alone after failures.</summary>
    public bool IsDown => Volatile.Read(ref _failures) > 0;

    private bool HasSpooled => _context.Spool is { } spool && spool.Count(_endpoint.Identity).Spans > 0;

    private bool HasUnread => _context.Spool is { } spool && spool.HasUnread(_endpoint.Identity);

    /// <summary>What waits is sent at once: its place is needed.</summary>
    public void Hurry()
    {
        Volatile.Write(ref _isHurried, true);
        Volatile.Write(ref _isTouched, true);
    }

    /// <summary>Something has come that the worker does not know of.</summary>
    public void Touch() => Volatile.Write(ref _isTouched, true);

    /// <summary>Whether spans of a trace are sent; the same for all its spans, whoever chose its id.</summary>
    public bool Samples(System.Diagnostics.ActivityTraceId trace) => _endpoint.SamplingRate >= 1 || TraceSample.Includes(trace, _endpoint.SamplingRate);

    /// <summary>Appends an encoded span. Called by the worker only.</summary>
    public void Append(ReadOnlySpan<byte> span)
    {
        if (span.Length > _backend.Budget.Limit)
        {
            _backend.Ledger.Dropped(DropReason.TooLarge, 1);
            return;
        }

        while (Volatile.Read(ref _queuedSpans) >= (_context.Settings.MaxQueueSpans ?? int.MaxValue) && TryDropOldest())
        {
            // As many as there are too many.
        }

        if (!_backend.TryMakeRoom(this, span.Length))
        {
            _backend.Ledger.Dropped(DropReason.QueueFull, 1);
            return;
        }

        lock (_gate)
        {
            if (_queue.Last?.Value is not { } batch || !Fits(batch, span.Length))
            {
                batch = new SpanBatch(_capacity, _context.Clock.GetTimestamp());
                _queue.AddLast(batch);
                _isTouched = true;
            }

            batch.Add(span);
            _queuedSpans++;
            _queuedBytes += span.Length;
            _backend.Budget.AddEncoded(span.Length);
            _isTouched |= !Fits(batch, 0);
        }
    }

    /// <summary>Drops the oldest span that is not being sent; <see langword="false"/> if there is none.</summary>
    /// <param name="mayWait">Whether the disk may be waited for; if not, what is there as well stays.</param>
    public bool TryDropOldest(bool mayWait = true)
    {
        SpanBatch batch;
        lock (_gate)
        {
            if (_queue.First is not { } node)
            {
                return false;
            }

            batch = node.Value;
            if (batch.Spooled is null)
            {
                var bytes = batch.DropFirst();
                _queuedSpans--;
                _queuedBytes -= bytes;
                _backend.Budget.AddEncoded(-bytes);
                if (batch.Spans == 0)
                {
                    _queue.RemoveFirst();
                    batch.Dispose();
                }
            }
            else if (mayWait)
            {
                Unlink(node);
            }
            else
            {
                return false;
            }
        }

        if (batch.Spooled is null)
        {
            _backend.Ledger.Dropped(DropReason.QueueFull, 1);
        }
        else if (!batch.IsInPieces)
        {
            // It only leaves memory.
            ReturnToSpool(batch);
        }
        else
        {
            // It cannot be cut on disk, so the rest goes too.
            _backend.Ledger.Dropped(DropReason.QueueFull, batch.Spans);
            Release(batch);
            Finish(batch);
        }

        return true;
    }

    /// <summary>Gives up, or puts on disk, everything that is left.</summary>
    public void Abandon()
    {
        while (true)
        {
            SpanBatch batch;
            lock (_gate)
            {
                if (_queue.First is null)
                {
                    return;
                }

                batch = _queue.First.Value;
                Unlink(_queue.First);
            }

            if (batch is { Spooled: not null, IsInPieces: false })
            {
                ReturnToSpool(batch);
                continue;
            }

            if (!TrySpool(batch))
            {
                _backend.Ledger.Dropped(DropReason.Shutdown, batch.Spans);
                Release(batch);
            }

            Finish(batch);
        }
    }

    private bool Fits(SpanBatch batch, int bytes) =>
        !batch.WasSent
        && !batch.IsInPieces
        && batch.Spooled is null
        && batch.Spans < _context.Settings.MaxBatchSpans
        && batch.Bytes + bytes < _context.Settings.MaxBatchBytes;

    /// <summary>Takes a batch off the queue; it stays charged until <see cref="Release"/>.</summary>
    private void Unlink(LinkedListNode<SpanBatch> node)
    {
        _queue.Remove(node);
        _capacity = Math.Max(LeastCapacity, Math.Min(node.Value.Bytes, _context.Settings.MaxBatchBytes));
        _queuedSpans -= node.Value.Spans;
        _queuedBytes -= node.Value.Bytes;
        _suspects -= node.Value.Spooled is null ? 0 : 1;
    }

    private void Link(SpanBatch batch, bool first)
    {
        if (first)
        {
            _queue.AddFirst(batch);
        }
        else
        {
            _queue.AddLast(batch);
        }

        _queuedSpans += batch.Spans;
        _queuedBytes += batch.Bytes;
        _suspects += batch.Spooled is null ? 0 : 1;
    }

    /// <summary>A whole batch from disk is to be read again later.</summary>
    private void ReturnToSpool(SpanBatch batch)
    {
        _context.Spool!.Release(batch.Spooled!.Value);
        Release(batch);
        batch.Dispose();
    }

    /// <summary>What is left of a batch is no longer in memory.</summary>
    private void Release(SpanBatch batch) => _backend.Budget.AddEncoded(-batch.Bytes);

    /// <summary>A batch has been dealt with, on disk as well.</summary>
    private void Finish(SpanBatch batch)
    {
        if (batch.Spooled is { } spooled)
        {
            _context.Spool!.Acknowledge(spooled);
        }

        batch.Dispose();
    }
}
