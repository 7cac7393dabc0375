namespace TracedLlm.Export.Delivery;

/// <summary>The batches of one destination that wait in memory. Safe for concurrent use.</summary>
/// <param name="gate">
/// The destination's lock, which guards all fields here. The destination holds it over several calls, because how many senders it
/// starts depends on the queue.
/// </param>
/// <param name="context">Bounds, delays and the clock.</param>
/// <param name="budget">The memory of the backend, which every span in the queue is charged to.</param>
internal sealed class BatchQueue(Lock gate, DeliveryContext context, ByteBudget budget)
{
    // Most destinations of tenants have few spans at a time.
    private const int MinCapacity = 1024;

    private readonly LinkedList<SpanBatch> _batches = new();

    // The size of the last batch: memory that need not grow is not copied.
    private int _capacity = MinCapacity;
    private int _spans;
    private long _bytes;
    private int _spooled;
    private bool _isFlushing;

    /// <summary>How many spans wait.</summary>
    public int Spans => Volatile.Read(ref _spans);

    /// <summary>How many bytes these spans take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many of the batches come from the spool; the backend failed at each of them.</summary>
    public int SpooledBatches => Volatile.Read(ref _spooled);

    /// <summary>Whether no batch waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return _batches.Count == 0;
            }
        }
    }

    /// <summary>The timestamp of the first span of the oldest batch that is not on disk; <see langword="null"/> if there is no such batch.</summary>
    public long? UnspooledSince
    {
        get
        {
            lock (gate)
            {
                return FindUnspooled()?.Value.CreatedAt;
            }
        }
    }

    /// <summary>All batches are due, without waiting for more spans.</summary>
    public void FlushNow() => Volatile.Write(ref _isFlushing, true);

    /// <summary>Appends an encoded span to the last batch, or to a new one. Only the worker calls it.</summary>
    /// <returns>Whether a batch was begun or filled, or memory runs short, so that the time when something is due has changed.</returns>
    public bool Append(ReadOnlySpan<byte> span)
    {
        lock (gate)
        {
            var isNew = false;
            if (_batches.Last?.Value is not { } batch || !Fits(batch, span.Length))
            {
                batch = new SpanBatch(_capacity, context.Clock.GetTimestamp());
                _batches.AddLast(batch);
                isNew = true;
            }

            batch.Add(span);
            _spans++;
            _bytes += span.Length;
            budget.AddEncoded(span.Length);
            return isNew || !Fits(batch, 0) || budget.IsOverHalf;
        }
    }

    /// <summary>Puts a batch back. Its bytes are charged already.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">Whether it is sent before the others.</param>
    public void Return(SpanBatch batch, bool first)
    {
        lock (gate)
        {
            if (first)
            {
                _batches.AddFirst(batch);
            }
            else
            {
                _batches.AddLast(batch);
            }

            _spans += batch.Spans;
            _bytes += batch.Bytes;
            _spooled += batch.IsSpooled ? 1 : 0;
        }
    }

    /// <summary>Takes the oldest batch if one is due. Its bytes stay charged.</summary>
    public SpanBatch? TakeDue(long now)
    {
        lock (gate)
        {
            return CountDue(now) > 0 ? Take(_batches.First) : null;
        }
    }

    /// <summary>Takes the oldest batch that is not on disk. Its bytes stay charged.</summary>
    public SpanBatch? TakeUnspooled()
    {
        lock (gate)
        {
            return Take(FindUnspooled());
        }
    }

    /// <summary>Takes the oldest batch that is on disk, too. Its bytes stay charged.</summary>
    public SpanBatch? TakeSpooled()
    {
        lock (gate)
        {
            var node = _batches.First;
            while (node is { Value.IsSpooled: false })
            {
                node = node.Next;
            }

            return Take(node);
        }
    }

    /// <summary>Takes the oldest batch if it has waited too long. Its bytes stay charged.</summary>
    public SpanBatch? TakeExpired()
    {
        lock (gate)
        {
            return _batches.First is { Value: var batch } first
                && BatchPolicy.IsExpired(context.Clock.GetElapsedTime(batch.CreatedAt), context.Settings.MaxSpanAge)
                    ? Take(first)
                    : null;
        }
    }

    /// <summary>Takes the oldest batch. Its bytes stay charged.</summary>
    public SpanBatch? TakeOldest()
    {
        lock (gate)
        {
            return Take(_batches.First);
        }
    }

    /// <summary>Removes the oldest span, or the whole batch that it is in if that is on disk.</summary>
    /// <param name="mayTakeSpooled">Whether a batch that is on disk may be taken.</param>
    /// <param name="spooled">The batch from disk, whose bytes stay charged; <see langword="null"/> if one span was removed.</param>
    /// <returns><see langword="false"/> if nothing was removed.</returns>
    public bool TryRemoveOldest(bool mayTakeSpooled, out SpanBatch? spooled)
    {
        spooled = null;
        lock (gate)
        {
            if (_batches.First is not { Value: var batch } first)
            {
                return false;
            }

            if (batch.IsSpooled)
            {
                spooled = mayTakeSpooled ? Take(first) : null;
                return mayTakeSpooled;
            }

            var bytes = batch.DropFirst();
            _spans--;
            _bytes -= bytes;
            budget.AddEncoded(-bytes);
            if (batch.Spans == 0)
            {
                _batches.RemoveFirst();
                batch.Dispose();
            }

            return true;
        }
    }

    /// <summary>How many batches are due at <paramref name="now"/>. All but the last one are full.</summary>
    public int CountDue(long now)
    {
        lock (gate)
        {
            if (_batches.Last?.Value is not { } last)
            {
                _isFlushing = false;
                return 0;
            }

            var isLastDue = _isFlushing
                || context.IsFlushing
                || budget.IsOverHalf
                || last.WasSent
                || last.Spans >= context.Settings.MaxBatchSpans
                || last.Bytes >= context.Settings.MaxBatchBytes
                || context.Clock.GetElapsedTime(last.CreatedAt, now) >= context.Settings.BatchDelay;
            return isLastDue ? _batches.Count : _batches.Count - 1;
        }
    }

    /// <summary>The time until another batch is due, or one has waited too long.</summary>
    public TimeSpan? GetTimeToNext(long now)
    {
        lock (gate)
        {
            if (_batches is not { First.Value: { } first, Last.Value: { } last })
            {
                return null;
            }

            var (clock, settings) = (context.Clock, context.Settings);
            var expires = clock.GetTimeLeft(now, first.CreatedAt, settings.MaxSpanAge);
            return CountDue(now) < _batches.Count
                ? DueTime.Sooner(expires, clock.GetTimeLeft(now, last.CreatedAt, settings.BatchDelay))
                : expires;
        }
    }

    private bool Fits(SpanBatch batch, int bytes) =>
        !batch.WasSent
        && !batch.IsInPieces
        && !batch.IsSpooled
        && batch.Spans < context.Settings.MaxBatchSpans
        && batch.Bytes + bytes < context.Settings.MaxBatchBytes;

    private LinkedListNode<SpanBatch>? FindUnspooled()
    {
        var node = _batches.First;
        while (node is { Value.IsSpooled: true })
        {
            node = node.Next;
        }

        return node;
    }

    private SpanBatch? Take(LinkedListNode<SpanBatch>? node)
    {
        if (node is null)
        {
            return null;
        }

        var batch = node.Value;
        _batches.Remove(node);
        _capacity = Math.Max(MinCapacity, Math.Min(batch.Bytes, context.Settings.MaxBatchBytes));
        _spans -= batch.Spans;
        _bytes -= batch.Bytes;
        _spooled -= batch.IsSpooled ? 1 : 0;
        return batch;
    }
}
