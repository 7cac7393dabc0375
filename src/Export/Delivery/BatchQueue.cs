using TracedLlm.Export.Spool;

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

    // How many batches that were never sent go before one that has failed.
    private const int UntriedInARow = 4;

    // The batches that were never sent, in order of age; the last one takes new spans.
    private readonly LinkedList<SpanBatch> _batches = new();

    // The batches that the backend failed at, in order of age.
    private readonly LinkedList<SpanBatch> _failed = new();

    // The size of the last batch: memory that need not grow is not copied.
    private int _capacity = MinCapacity;
    private int _spans;
    private long _bytes;
    private int _spooled;
    private long _spooledBytes;
    private bool _isFlushing;

    // How many of the former were taken while one of the latter was due.
    private int _untried;

    // No batch that has failed is due before this timestamp.
    private long _failedNotBefore = long.MaxValue;

    // How many spans wait no longer for others. A queue that may have fewer spans than a batch is sent before it drops any.
    private readonly int _dueSpans = Math.Min(context.Settings.MaxBatchSpans, context.Settings.MaxQueueSpans ?? int.MaxValue);

    /// <summary>How many spans wait.</summary>
    public int Spans => Volatile.Read(ref _spans);

    /// <summary>How many bytes these spans take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many of the batches come from the spool; the backend failed at each of them.</summary>
    public int SpooledBatches => Volatile.Read(ref _spooled);

    /// <summary>How many bytes these batches take.</summary>
    public long SpooledBytes => Volatile.Read(ref _spooledBytes);

    /// <summary>Whether no batch waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return _batches.Count + _failed.Count == 0;
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

    /// <summary>The batch with the oldest record, of those whose records on disk hold exactly its spans; <see langword="null"/> if there is none.</summary>
    public (SpanBatch Batch, SpooledBatch Record)? OldestRecord
    {
        get
        {
            lock (gate)
            {
                // A batch that was read again is no younger for that.
                (SpanBatch Batch, SpooledBatch Record)? oldest = null;
                foreach (var batch in _failed)
                {
                    if (batch.HasWholeRecords && batch.Records.Min() is var record && (oldest is null || record.CompareTo(oldest.Value.Record) < 0))
                    {
                        oldest = (batch, record);
                    }
                }

                return oldest;
            }
        }
    }

    /// <summary>All batches are due, without waiting for more spans.</summary>
    public void FlushNow() => Volatile.Write(ref _isFlushing, true);

    /// <summary>Appends an encoded span to the last batch, or to a new one. Only the worker calls it.</summary>
    /// <param name="span">The span.</param>
    /// <param name="since">The timestamp since when it waits.</param>
    /// <returns>Whether a batch was begun or filled, or memory runs short, so that the time when something is due has changed.</returns>
    public bool Append(ReadOnlySpan<byte> span, long since)
    {
        lock (gate)
        {
            var last = _batches.Last?.Value;
            if (last is not null && Fits(last, span.Length))
            {
                var wasDue = IsFull(last);
                last.Add(span);
                Charge(span.Length);
                return (!wasDue && IsFull(last)) || budget.IsOverHalf;
            }

            // A failure leaves the queue as it was.
            var batch = new SpanBatch(_capacity, since);
            if (last is null || !IsOpen(last))
            {
                batch.Add(span);
            }
            else
            {
                last.MoveEndOfTrace(span, batch);
            }

            _batches.AddLast(batch.Node);
            Charge(span.Length);
            return true;
        }
    }

    /// <summary>The batch that was filled last takes no further spans of its last trace: no more spans come at present.</summary>
    public void Seal()
    {
        lock (gate)
        {
            if (_batches.Last?.Value is { } last)
            {
                last.IsSealed = true;
            }
        }
    }

    /// <summary>Puts a batch back. Its bytes are charged already. Needs no memory.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">Whether it goes before the others that were never sent; a batch that was sent waits with those that have failed.</param>
    public void Return(SpanBatch batch, bool first)
    {
        lock (gate)
        {
            if (batch.WasSent)
            {
                AddFailed(batch);
            }
            else if (first)
            {
                _batches.AddFirst(batch.Node);
            }
            else
            {
                _batches.AddLast(batch.Node);
            }

            _spans += batch.Spans;
            _bytes += batch.Bytes;
            _spooled += batch.IsSpooled ? 1 : 0;
            _spooledBytes += batch.IsSpooled ? batch.Bytes : 0;
        }
    }

    /// <summary>
    /// Takes a batch that is due: those that were never sent go before those that have failed, which come in between now and then. Its bytes
    /// stay charged.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="isDown">
    /// Whether the backend is down. Then a batch that is being cut comes first, because smaller pieces show soonest whether the backend refuses
    /// all spans, and the others come in turn.
    /// </param>
    public SpanBatch? TakeDue(long now, bool isDown = false)
    {
        lock (gate)
        {
            var untried = CountDueUntried(now) > 0 ? _batches.First : null;
            var failed = FindDueFailed(now);
            var isFailedNext = failed is not null
                && (untried is null || (isDown && failed.Value.IsSearched) || _untried >= (isDown ? 1 : UntriedInARow));
            _untried = isFailedNext || failed is null ? 0 : _untried + 1;
            return Take(isFailedNext ? failed : untried);
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
            return Take(FindFirst(_failed, isSpooled: true));
        }
    }

    /// <summary>Takes a batch that the backend failed at, if it still waits and its records on disk hold exactly its spans. Its bytes stay charged.</summary>
    public bool TryTakeRecorded(SpanBatch batch)
    {
        lock (gate)
        {
            return batch.HasWholeRecords && batch.Node.List == _failed && Take(batch.Node) is not null;
        }
    }

    /// <summary>Takes a batch that has failed and is due. Its bytes stay charged.</summary>
    public SpanBatch? TakeDueFailed(long now)
    {
        lock (gate)
        {
            return Take(FindDueFailed(now));
        }
    }

    /// <summary>Takes the oldest batch if it has waited too long. Its bytes stay charged.</summary>
    public SpanBatch? TakeExpired()
    {
        lock (gate)
        {
            return FindOldest() is { } oldest
                && BatchPolicy.IsExpired(context.Clock.GetElapsedTime(oldest.Value.CreatedAt), context.Settings.MaxSpanAge)
                    ? Take(oldest)
                    : null;
        }
    }

    /// <summary>Takes the oldest batch. Its bytes stay charged.</summary>
    public SpanBatch? TakeOldest()
    {
        lock (gate)
        {
            return Take(FindOldest());
        }
    }

    /// <summary>Removes the oldest span, or the whole batch that it is in if that is on disk.</summary>
    /// <param name="mayTakeSpooled">Whether a batch that is on disk may be taken; otherwise the oldest span is removed that is not on disk.</param>
    /// <param name="spooled">The batch from disk, whose bytes stay charged; <see langword="null"/> if one span was removed.</param>
    /// <returns><see langword="false"/> if nothing was removed.</returns>
    public bool TryRemoveOldest(bool mayTakeSpooled, out SpanBatch? spooled)
    {
        spooled = null;
        lock (gate)
        {
            if ((mayTakeSpooled ? FindOldest() : FindUnspooled()) is not { Value: var batch } oldest)
            {
                return false;
            }

            if (batch.IsSpooled)
            {
                spooled = Take(oldest);
                return true;
            }

            var bytes = batch.DropFirst();
            _spans--;
            _bytes -= bytes;
            budget.AddEncoded(-bytes);
            if (batch.Spans == 0)
            {
                oldest.List!.Remove(oldest);
                batch.Dispose();
            }

            return true;
        }
    }

    /// <summary>The batches that have failed are due at once.</summary>
    public void EndWaits()
    {
        lock (gate)
        {
            foreach (var batch in _failed)
            {
                batch.EndWait();
            }

            _failedNotBefore = long.MinValue;
        }
    }

    /// <summary>How many batches are due at <paramref name="now"/>.</summary>
    public int CountDue(long now)
    {
        lock (gate)
        {
            return CountDueUntried(now) + CountDueFailed(now);
        }
    }

    /// <summary>How many batches that have failed are due at <paramref name="now"/>.</summary>
    public int CountDueFailed(long now)
    {
        lock (gate)
        {
            var due = 0;
            if (now >= _failedNotBefore)
            {
                foreach (var batch in _failed)
                {
                    due += batch.NotBefore <= now ? 1 : 0;
                }
            }

            return due;
        }
    }

    /// <summary>The time until another batch is due, or one has waited too long.</summary>
    public TimeSpan? GetTimeToNext(long now)
    {
        lock (gate)
        {
            if (FindOldest() is not { Value: var oldest })
            {
                return null;
            }

            var (clock, settings) = (context.Clock, context.Settings);
            var next = clock.GetTimeLeft(now, oldest.CreatedAt, settings.MaxSpanAge);
            if (_batches.Last?.Value is { } last && CountDueUntried(now) < _batches.Count)
            {
                next = DueTime.Sooner(next, clock.GetTimeLeft(now, last.CreatedAt, settings.BatchDelay));
            }

            // The batch that was due first may have been sent meanwhile.
            FindDueFailed(now);
            return _failed.Count == 0 ? next : DueTime.Sooner(next, clock.GetTimeLeft(now, _failedNotBefore));
        }
    }

    // All but the last batch are full.
    private int CountDueUntried(long now)
    {
        if (_batches.Last?.Value is not { } last)
        {
            _isFlushing &= _failed.Count > 0;
            return 0;
        }

        var isLastDue = _isFlushing
            || context.IsFlushing
            || budget.IsOverHalf
            || (last.IsSealed && IsFull(last))
            || context.Clock.GetElapsedTime(last.CreatedAt, now) >= context.Settings.BatchDelay;
        return isLastDue ? _batches.Count : _batches.Count - 1;
    }

    private static bool IsOpen(SpanBatch batch) => !batch.WasSent && !batch.IsInPieces && !batch.IsSpooled;

    private bool IsFull(SpanBatch batch) => batch.Spans >= _dueSpans || batch.Bytes >= context.Settings.MaxBatchBytes;

    private bool Fits(SpanBatch batch, int bytes) =>
        IsOpen(batch)
        && (context.Settings.BatchesGrow || batch.Spans < context.Settings.MaxBatchSpans)
        && batch.Bytes + bytes < context.Settings.MaxBatchBytes;

    private void Charge(int bytes)
    {
        _spans++;
        _bytes += bytes;
        budget.AddEncoded(bytes);
    }

    private void AddFailed(SpanBatch batch)
    {
        var after = _failed.Last;
        while (after is not null && after.Value.CreatedAt > batch.CreatedAt)
        {
            after = after.Previous;
        }

        if (after is null)
        {
            _failed.AddFirst(batch.Node);
        }
        else
        {
            _failed.AddAfter(after, batch.Node);
        }

        _failedNotBefore = Math.Min(_failedNotBefore, batch.NotBefore);
    }

    private LinkedListNode<SpanBatch>? FindOldest() => Older(_batches.First, _failed.First);

    private static LinkedListNode<SpanBatch>? Older(LinkedListNode<SpanBatch>? untried, LinkedListNode<SpanBatch>? failed) =>
        untried is null || failed?.Value.CreatedAt <= untried.Value.CreatedAt ? failed ?? untried : untried;

    // The batch that is being cut, else the one that has failed least often: what has failed often, fails again.
    private LinkedListNode<SpanBatch>? FindDueFailed(long now)
    {
        if (now < _failedNotBefore)
        {
            return null;
        }

        LinkedListNode<SpanBatch>? found = null;
        _failedNotBefore = long.MaxValue;
        for (var node = _failed.First; node is not null; node = node.Next)
        {
            var batch = node.Value;
            _failedNotBefore = Math.Min(_failedNotBefore, batch.NotBefore);
            if (batch.NotBefore <= now
                && (found is null || (batch.IsSearched, -batch.Failures - batch.Retries).CompareTo((found.Value.IsSearched, -found.Value.Failures - found.Value.Retries)) > 0))
            {
                found = node;
            }
        }

        return found;
    }

    private LinkedListNode<SpanBatch>? FindUnspooled() => Older(FindFirst(_batches, isSpooled: false), FindFirst(_failed, isSpooled: false));

    private static LinkedListNode<SpanBatch>? FindFirst(LinkedList<SpanBatch> batches, bool isSpooled)
    {
        var node = batches.First;
        while (node is not null && node.Value.IsSpooled != isSpooled)
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
        node.List!.Remove(node);
        _capacity = Math.Max(MinCapacity, Math.Min(batch.Bytes, context.Settings.MaxBatchBytes));
        _spans -= batch.Spans;
        _bytes -= batch.Bytes;
        _spooled -= batch.IsSpooled ? 1 : 0;
        _spooledBytes -= batch.IsSpooled ? batch.Bytes : 0;
        return batch;
    }
}
