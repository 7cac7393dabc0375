using TracedLlm.Export.Otlp;
using TracedLlm.Export.Spool;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <summary>The spool as one destination uses it. Safe for concurrent use.</summary>
/// <param name="context">The gateway's spool, if there is one, and the settings.</param>
/// <param name="destination">The <see cref="Backends.BackendEndpoint.Identity"/> of the destination.</param>
/// <param name="budget">The memory that batches take while they are read.</param>
internal sealed class DestinationSpool(DeliveryContext context, string destination, ByteBudget budget)
{
    /// <summary>How long a disk is not asked again that has just refused something.</summary>
    public static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(1);

    /// <summary>How often memory is looked at that has no room to read: what other destinations give back is not announced.</summary>
    public static readonly TimeSpan RoomTime = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a destination waits for room in memory that others keep full. After that it may read one batch at a time beside them: what
    /// others cannot send must not keep its records on disk until they expire.
    /// </summary>
    public static readonly TimeSpan LongestWaitForRoom = TimeSpan.FromSeconds(2);

    private readonly ISpool? _spool = context.Spool;
    private readonly UnreadRecords _unread = new(context.Settings, MaxJoinedBytesOf(context, budget), context.Spool?.HasUnread(destination) == true);

    // How many bytes several records have that make one batch. It keeps its files on disk while it is sent: of a small spool, younger ones
    // would make room.
    private readonly int _maxJoinedBytes = MaxJoinedBytesOf(context, budget);
    private long _readsNotBefore = long.MinValue;
    private long _storesNotBefore = long.MinValue;
    private long _readsWithoutRoomFrom = long.MaxValue;

    // The bytes of the record that was next when a task last wanted to read: nobody waits for the disk to know them.
    private int _nextBytes;

    /// <summary>Whether the destination may put batches on disk now; <see langword="null"/> if it always may.</summary>
    public Func<bool>? MayStore { get; init; }

    /// <summary>Whether memory holds spans of the destination: then it is not others alone that keep memory full. <see langword="null"/> if it holds none.</summary>
    public Func<bool>? HoldsSpans { get; init; }

    /// <summary>
    /// Has batches that wait in memory, and are on disk too, leave memory as long as they are <see cref="ISpool.IsInTheWay"/> of that many bytes.
    /// The flag says whether the bytes leave memory. <see langword="null"/> if no batch waits.
    /// </summary>
    public Action<int, bool>? GiveWay { get; init; }

    /// <summary>Whether the gateway has a spool.</summary>
    public bool Exists => _spool is not null;

    /// <summary>Whether every span is written before it is sent.</summary>
    public bool StoresAll => Exists && context.Settings.SpoolMode == SpoolMode.Always;

    /// <summary>
    /// How many bytes of memory are taken for a batch before it is read, unless one record has more. With little memory, several requests
    /// at a time are worth more than large ones.
    /// </summary>
    public int MaxReadBytes { get; } = (int)Math.Min(context.Settings.MaxBatchBytes, budget.Limit / 8);

    /// <summary>Whether spans of the destination are on disk, batches that are being sent included.</summary>
    public bool HasSpans => _spool is not null && _spool.Count(destination).Spans > 0;

    /// <summary>Whether there is a batch on disk that no sender has read.</summary>
    public bool HasUnread => _spool is not null && _spool.HasUnread(destination);

    /// <summary>Whether the disk may be written at <paramref name="now"/>.</summary>
    public bool CanStore(long now) => Exists && now >= Volatile.Read(ref _storesNotBefore) && MayStore?.Invoke() != false;

    /// <summary>Whether there may be a batch to read at <paramref name="now"/>.</summary>
    public bool CanRead(long now) => HasUnread && now >= Volatile.Read(ref _readsNotBefore);

    /// <summary>
    /// How many requests the records on disk are enough for at <paramref name="now"/>, at most <paramref name="most"/>. What is read
    /// takes memory that new spans need: while more than a half is taken, only one request has spans from the disk.
    /// </summary>
    /// <param name="now">The timestamp.</param>
    /// <param name="most">How many may start.</param>
    /// <param name="isSending">Whether a request is under way.</param>
    public int CountDue(long now, int most, bool isSending)
    {
        NoteRoom(now);
        if (!CanRead(now) || (isSending && budget.IsOverHalf))
        {
            return 0;
        }

        most = HasRoom ? most : MayReadWithoutRoom(now) && !budget.Exceeds(0) ? 1 : 0;
        return most > 0 && StoresAll && !context.IsFlushing ? _unread.CountDue(now, most) : most;
    }

    /// <summary>The time until records are due that are not due now.</summary>
    /// <param name="now">The timestamp.</param>
    /// <param name="isSending">Whether a request is under way: its end is when there may be room.</param>
    public TimeSpan? GetTimeToNext(long now, bool isSending)
    {
        var next = context.Clock.GetTimeLeft(now, Volatile.Read(ref _storesNotBefore));
        if (!HasUnread)
        {
            return next;
        }

        next = DueTime.Sooner(next, context.Clock.GetTimeLeft(now, Volatile.Read(ref _readsNotBefore)));
        next = DueTime.Sooner(next, StoresAll ? _unread.GetTimeToDue(now) : null);
        return isSending || HasRoom ? next : DueTime.Sooner(next, RoomTime);
    }

    /// <summary>The records on disk are due, without waiting for more spans.</summary>
    public void FlushNow()
    {
        if (HasUnread)
        {
            _unread.Flush();
        }
    }

    /// <summary>The disk is not written for a while.</summary>
    public void PauseStoring(long now) => Volatile.Write(ref _storesNotBefore, context.Clock.AddTo(now, PauseTime));

    /// <summary>
    /// Reads the oldest records that make one batch. They stay on disk until <see cref="Finish"/> or <see cref="Return"/>. Nothing is read
    /// while memory has no room, for <see cref="LongestWaitForRoom"/>: spans that have just ended have no other place.
    /// </summary>
    /// <param name="now">The timestamp.</param>
    public SpanBatch? TryRead(long now)
    {
        if (_spool is null || !CanRead(now))
        {
            return null;
        }

        // Several requests read at once: each takes its memory before it reads.
        Volatile.Write(ref _nextBytes, _spool.GetNextBytes(destination));
        var charged = BytesToRead;
        if (!budget.TryAddEncoded(charged, charged + (MayReadWithoutRoom(now) ? budget.Limit : MostBeside(charged))))
        {
            return null;
        }

        List<SpooledBatch> records = [];
        try
        {
            using var buffer = new OtlpBuffer(1024);
            ReadRecords(_spool, buffer, records, charged);
            if (!HasUnread)
            {
                _unread.Clear();
            }
            else if (records.Count == 0)
            {
                // Another task has read the record, and the next one is larger; or the disk does not answer.
                PauseReading(now, _spool.GetNextBytes(destination) > charged ? RoomTime : PauseTime);
            }

            if (records.Count == 0)
            {
                return null;
            }

            var batch = new SpanBatch(buffer.Length, now) { Records = records };
            batch.AddAll(buffer.Written.Span);
            budget.AddEncoded(batch.Bytes - charged);
            charged = 0;
            return batch;
        }
        catch
        {
            // There is no memory for them. They are read again later.
            PauseReading(now, PauseTime);
            _unread.Flush();
            records.ForEach(record => _spool.Release(record));
            throw;
        }
        finally
        {
            budget.AddEncoded(-charged);
        }
    }

    /// <summary>Writes the spans that are left of a batch into new records, and takes them off the batch.</summary>
    /// <returns><see langword="false"/> if there is no spool or no room; the batch keeps the spans that were not written.</returns>
    public bool TryStore(SpanBatch batch)
    {
        if (_spool is null || MayStore?.Invoke() == false)
        {
            return false;
        }

        while (batch.Spans > 0)
        {
            var piece = batch.Next;
            var memory = batch.Memory(piece);
            if (!TryAppend(_spool, memory, piece.Spans))
            {
                return false;
            }

            budget.AddEncoded(-memory.Length);
            batch.Done();
        }

        return true;
    }

    /// <summary>Writes the spans that are left of a batch, which stays in memory: whatever becomes of the process, they are on disk.</summary>
    /// <returns><see langword="false"/> if there is no spool or no room; nothing was written.</returns>
    public bool TryKeep(SpanBatch batch)
    {
        if (_spool is null || batch.IsSpooled || MayStore?.Invoke() == false)
        {
            return batch.IsSpooled;
        }

        List<SpooledBatch> records = [];
        var isKept = false;
        try
        {
            foreach (var piece in batch.Pieces)
            {
                var memory = batch.Memory(piece);
                GiveWay?.Invoke(memory.Length, false);
                if (!_spool.TryKeep(destination, memory, piece.Spans, out var record))
                {
                    return false;
                }

                records.Add(record);
            }

            batch.Records = records;
            return isKept = true;
        }
        finally
        {
            if (!isKept)
            {
                records.ForEach(written => _spool.Acknowledge(written));
            }
        }
    }

    /// <inheritdoc cref="ISpool.IsInTheWay"/>
    public bool IsInTheWay(in SpooledBatch held, int bytes, bool isNeeded) => _spool?.IsInTheWay(held, bytes, isNeeded) == true;

    /// <summary>A whole batch that is on disk leaves memory. Its records are read again later.</summary>
    public void Return(SpanBatch batch)
    {
        _unread.Flush();
        foreach (var record in batch.Records)
        {
            _spool!.Release(record);
        }

        budget.AddEncoded(-batch.Bytes);
        batch.Dispose();
    }

    /// <summary>No span of a batch is left to send. Its records, if it has any, leave the disk.</summary>
    public void Finish(SpanBatch batch)
    {
        foreach (var record in batch.Records)
        {
            _spool!.Acknowledge(record);
        }

        batch.Dispose();
    }

    private static int MaxJoinedBytesOf(DeliveryContext context, ByteBudget budget) =>
        (int)Math.Clamp(Math.Min(budget.Limit / 8, (context.Spool?.MaxBytes ?? 0) / 16), 1, context.Settings.MaxBatchBytes);

    // The memory that the next batch takes while it is read.
    private int BytesToRead => Math.Max(MaxReadBytes, Volatile.Read(ref _nextBytes));

    private bool HasRoom => budget.Used <= MostBeside(BytesToRead);

    // Memory may then have one batch more than its limit, of one destination: the next one waits until there is no more than the limit again.
    // It starts no request meanwhile, which would read nothing, and whose end would start the next one at once.
    private bool MayReadWithoutRoom(long now) => now >= Volatile.Read(ref _readsWithoutRoomFrom);

    private void NoteRoom(long now)
    {
        var from = Volatile.Read(ref _readsWithoutRoomFrom);
        if (!HasUnread || HasRoom || HoldsSpans?.Invoke() == true)
        {
            Volatile.Write(ref _readsWithoutRoomFrom, long.MaxValue);
        }
        else if (from == long.MaxValue)
        {
            Volatile.Write(ref _readsWithoutRoomFrom, context.Clock.AddTo(now, LongestWaitForRoom));
        }
    }

    // How many bytes others may have while a batch is read. A quarter is left for spans that have just ended. What is larger than a quarter
    // is read as soon as others have no more than a half: above a half spans go to disk, so that it comes to that.
    private long MostBeside(int read) => Math.Max(budget.Limit - (budget.Limit / 4) - read, budget.Limit / 2);

    private void PauseReading(long now, TimeSpan time) => Volatile.Write(ref _readsNotBefore, context.Clock.AddTo(now, time));

    // The first record is read if it has no more bytes than the memory that was taken for it.
    private void ReadRecords(ISpool spool, OtlpBuffer buffer, List<SpooledBatch> records, int most)
    {
        var maxSpans = context.Settings.BatchesGrow ? int.MaxValue : context.Settings.MaxBatchSpans;
        var spans = 0;
        while (records.Count == 0
            ? spool.TryRead(destination, buffer, out var record, maxBytes: most)
            : spans < maxSpans && spool.TryRead(destination, buffer, out record, maxSpans - spans, _maxJoinedBytes - buffer.Length))
        {
            records.Add(record);
            spans += record.Spans;
        }

        _unread.CountRead(spans, buffer.Length);
    }

    private bool TryAppend(ISpool spool, ReadOnlyMemory<byte> spans, int count)
    {
        var isWritten = false;
        _unread.BeginWrite(count, spans.Length);
        try
        {
            GiveWay?.Invoke(spans.Length, true);
            isWritten = spool.TryAppend(destination, spans, count);
        }
        catch (Exception exception)
        {
            // The spool does not throw because of the disk, but its observer may throw.
            SpanObservers.CountFailure(exception);
        }
        finally
        {
            _unread.EndWrite(count, spans.Length, isWritten);
        }

        return isWritten;
    }
}
