using System.Buffers;
using Microsoft.Extensions.Logging;

namespace TracedLlm.Export.Spool;

/// <summary>The spool in a directory. <c>docs/spool.md</c> has its guarantees.</summary>
internal sealed partial class FileSpool : ISpool
{
    private static readonly TimeSpan LongestSweep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestSweep = TimeSpan.FromSeconds(1);

    private readonly SpoolOptions _options;
    private readonly ISpoolObserver _observer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    // Guards all fields but the counts, and the files themselves.
    private readonly Lock _gate = new();
    private readonly SpoolFiles _files = new();
    private readonly Dictionary<string, SpoolQueue> _queues = new(StringComparer.Ordinal);
    private readonly SortedSet<SpoolFile> _byAge = [];
    private readonly List<SpoolEvent> _events = [];
    private readonly List<string> _undeleted = [];
    private readonly SpoolFolder _folder;
    private readonly SpoolWarnings _warnings;
    private readonly ITimer _sweep;
    private long _bytes;
    private long _failures;
    private bool _failing;
    private bool _sweeping;
    private bool _disposed;

    private FileSpool(SpoolOptions options, SpoolFolder folder, ISpoolObserver observer, TimeProvider time, ILogger logger)
    {
        (_options, _folder, _observer, _time, _logger) = (options, folder, observer, time, logger);
        _warnings = new SpoolWarnings(logger, time);
        lock (_gate)
        {
            Load(folder);
            MakeRoom(0);
            Publish();
        }

        Sweep();
        var period = options.MaxAge / 8;
        period = period > LongestSweep ? LongestSweep : period < ShortestSweep ? ShortestSweep : period;
        _sweep = time.CreateTimer(static spool => ((FileSpool)spool!).Sweep(), this, period, period);
    }

    public long MaxBytes => _options.MaxBytes;

    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Opens the spool and takes over the batches that ended processes left in its directory.</summary>
    /// <exception cref="InvalidOperationException">The directory cannot be used; the message names the setting.</exception>
    public static FileSpool Open(SpoolOptions options, ISpoolObserver observer, TimeProvider time, ILogger logger)
    {
        SpoolFolder folder;
        try
        {
            SpoolFiles.CreateDirectory(options.Directory);
            folder = SpoolFolder.All(options.Directory)
                         .Where(static entry => entry.IsFolder)
                         .Select(entry => SpoolFolder.TryTake(entry.Path, time.GetUtcNow()))
                         .FirstOrDefault(static taken => taken is not null)
                     ?? SpoolFolder.Create(options.Directory);
            if (!folder.IsLocked)
            {
                folder.Dispose();
                throw new IOException("files cannot be locked there");
            }
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException(
                $"{SpoolOptions.Setting} is '{options.Directory}', which cannot be used ({refusal.Message}). "
                + "Allowed: directories on a local disk that the gateway can make and write to.",
                refusal);
        }

        return new(options, folder, observer, time, logger);
    }

    public bool TryAppend(string destination, ReadOnlyMemory<byte> spans, int count)
    {
        var appended = false;
        lock (_gate)
        {
            var record = SpoolRecord.Create(spans.Span, count, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (!_disposed && MakeRoom(destination, SpoolSegment.HeaderSize + record.WholeLength))
            {
                appended = Append(destination, record, spans.Span);
            }

            Publish(destination);
        }

        NotifyObserver();
        return appended;
    }

    public bool TryKeep(string destination, ReadOnlyMemory<byte> spans, int count, out SpooledBatch batch)
    {
        batch = default;
        var kept = false;
        lock (_gate)
        {
            var record = SpoolRecord.Create(spans.Span, count, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (!_disposed && MakeRoom(destination, SpoolSegment.HeaderSize + record.WholeLength))
            {
                kept = Keep(destination, record, spans.Span, out batch);
            }

            Publish(destination);
        }

        NotifyObserver();
        return kept;
    }

    public bool IsInTheWay(in SpooledBatch held, int bytes, bool isNeeded)
    {
        lock (_gate)
        {
            var needed = SpoolSegment.HeaderSize + SpoolRecord.Size + (long)bytes;
            if (_disposed
                || held.Segment.IsGone
                || needed > _options.MaxBytes
                || IsOfRequest(held.Destination)
                || !_queues.TryGetValue(held.Destination, out var queue))
            {
                return false;
            }

            // A disk that fails is asked again as long as there is room to ask it.
            return TryFindRoom(needed, out var given)
                ? !_failing && given is [.., var youngest] && new SpoolFile(queue, held.Segment).CompareTo(youngest) < 0
                : isNeeded;
        }
    }

    public int GetNextBytes(string destination)
    {
        var bytes = 0;
        lock (_gate)
        {
            if (!_disposed && _queues.TryGetValue(destination, out var queue))
            {
                Try(() => bytes = Oldest(queue)?.Record.Length ?? 0);
                Publish(destination);
            }
        }

        NotifyObserver();
        return bytes;
    }

    public bool TryRead(
        string destination, IBufferWriter<byte> buffer, out SpooledBatch batch, int maxSpans = int.MaxValue, int maxBytes = int.MaxValue)
    {
        batch = default;
        var read = false;
        lock (_gate)
        {
            if (!_disposed && _queues.TryGetValue(destination, out var queue))
            {
                try
                {
                    read = Read(queue, buffer, maxSpans, maxBytes, out batch);
                }
                catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
                {
                    NoteFailure(refusal);
                }

                Publish(destination);
            }
        }

        NotifyObserver();
        return read;
    }

    public void Acknowledge(in SpooledBatch batch)
    {
        lock (_gate)
        {
            if (!_disposed && _queues.TryGetValue(batch.Destination, out var queue))
            {
                Finish(queue, batch.Segment, batch.Offset);
                Publish(batch.Destination);
            }
        }
    }

    public void Release(in SpooledBatch batch)
    {
        lock (_gate)
        {
            batch.Segment.Release(batch.Offset);
            Publish(batch.Destination);
        }
    }

    /// <summary>Flushes all files, which stay for the next process.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _sweep.Dispose();
            CheckFiles();
            foreach (var path in _files.Paths)
            {
                Flush(path);
            }

            _files.Dispose();
            Try(_folder.RemoveIfEmpty);
            _folder.Dispose();
        }
    }

    // What callers choose takes the room of nobody.
    private bool MakeRoom(string destination, long needed) => IsOfRequest(destination)
        ? _bytes + needed <= _options.MaxBytes && _requestBytes + needed <= _options.MaxRequestBytes
        : MakeRoom(needed);

    // Deletes whole files to make room.
    private bool MakeRoom(long needed)
    {
        if (!TryFindRoom(needed, out var given))
        {
            return false;
        }

        foreach (var (queue, segment) in given)
        {
            Drop(queue, SpoolDropReason.QueueFull, segment.Spans);
            Remove(queue, segment);
        }

        return true;
    }

    // The oldest files that make room, but none that is being read; no file if there is room.
    private bool TryFindRoom(long needed, out IReadOnlyList<SpoolFile> files)
    {
        files = [];
        if (_bytes + needed <= _options.MaxBytes)
        {
            return true;
        }

        var freed = 0L;
        var given = new List<SpoolFile>();
        foreach (var file in _byAge)
        {
            if (_bytes - freed + needed <= _options.MaxBytes)
            {
                break;
            }

            if (!file.Segment.IsBeingRead)
            {
                freed += file.Segment.Length;
                given.Add(file);
            }
        }

        files = given;
        return _bytes - freed + needed <= _options.MaxBytes;
    }

    private bool Append(string destination, in SpoolRecord record, ReadOnlySpan<byte> batch)
    {
        var queue = _queues.GetValueOrDefault(destination) ?? new SpoolQueue(destination);
        var segment = queue.Open;
        try
        {
            if (segment is null || segment.Length + record.WholeLength > _options.SegmentBytes)
            {
                Close(segment);
                segment = Create(queue);
            }

            segment.Append(record, batch);
            ChangeBytes(queue, record.WholeLength);
            NoteSuccess();
            return true;
        }
        catch (Exception gone) when (segment is { Length: > 0 } && gone is FileNotFoundException or DirectoryNotFoundException)
        {
            Inspect(queue, segment!);
            return Append(destination, record, batch);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            NoteFailure(refusal);
            if (segment is not null)
            {
                // Bytes behind its end are cut off here or at the next opening.
                segment.IsClosed = true;
                Try(segment.CutOff);
                RemoveIfDone(queue, segment);
            }

            return false;
        }
    }

    // Records of a file are read in their order, so that the record goes behind no record that waits to be read.
    private bool Keep(string destination, in SpoolRecord record, ReadOnlySpan<byte> spans, out SpooledBatch batch)
    {
        batch = default;
        if (_queues.GetValueOrDefault(destination)?.Open is { IsWhollyRead: false } open)
        {
            Close(open);
        }

        if (!Append(destination, record, spans))
        {
            return false;
        }

        var segment = _queues[destination].Open!;
        var offset = segment.Length - record.WholeLength;
        segment.Take(offset, record);
        batch = new(destination, record.Spans, record.Length, DateTimeOffset.FromUnixTimeMilliseconds(record.WrittenAt), segment, offset);
        return true;
    }

    private SpoolSegment Create(SpoolQueue queue)
    {
        var path = _folder.NextSegment(queue.Destination, _time.GetUtcNow());
        SpoolFiles.CreateDirectory(Path.GetDirectoryName(path)!);
        var segment = new SpoolSegment(path, _files);
        segment.Create();
        Add(queue, segment);
        return segment;
    }

    private static void Close(SpoolSegment? segment)
    {
        if (segment is not null)
        {
            segment.IsClosed = true;

            // A flush may take long, so that it does not run under the lock.
            ThreadPool.UnsafeQueueUserWorkItem(Flush, segment.Path, preferLocal: false);
        }
    }

    private bool Read(SpoolQueue queue, IBufferWriter<byte> buffer, int maxSpans, int maxBytes, out SpooledBatch batch)
    {
        while (Oldest(queue) is var (segment, offset, record) && record.Spans <= maxSpans && record.Length <= maxBytes)
        {
            segment.Take(offset, record);
            if (IsSound(segment, offset, record, buffer))
            {
                buffer.Advance(record.Length);
                batch = new(
                    queue.Destination, record.Spans, record.Length, DateTimeOffset.FromUnixTimeMilliseconds(record.WrittenAt), segment, offset);
                return true;
            }

            LoseRecord(queue, segment, offset, record);
        }

        batch = default;
        return false;
    }

    private static bool IsSound(SpoolSegment segment, long offset, in SpoolRecord record, IBufferWriter<byte> buffer)
    {
        try
        {
            return segment.TryRead(offset, record, buffer.GetSpan(Math.Max(record.Length, 1))[..record.Length]);
        }
        catch
        {
            segment.Release(offset);
            throw;
        }
    }
}
