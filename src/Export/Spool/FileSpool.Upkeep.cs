using Microsoft.Extensions.Logging;

namespace TracedLlm.Export.Spool;

// Upkeep of the files: expiry, removal, and failures of the disk.
internal sealed partial class FileSpool
{
    // Records that were written before this time have expired.
    private long Cutoff => (_time.GetUtcNow() - _options.MaxAge).ToUnixTimeMilliseconds();

    private void Sweep()
    {
        lock (_gate)
        {
            if (_disposed || _sweeping)
            {
                return;
            }

            _sweeping = true;
            RestoreFolder();
            CheckFiles();
            _undeleted.RemoveAll(TryDelete);
        }

        try
        {
            Try(AdoptOrphans);
        }
        finally
        {
            lock (_gate)
            {
                _sweeping = false;
                _copies.Clear();
            }
        }

        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            MakeRoom(0);
            _warnings.Check();
            foreach (var queue in _queues.Values.ToArray())
            {
                if (queue.Segments[0].WrittenAt < Cutoff)
                {
                    Try(() => Oldest(queue));
                }
            }

            Publish();
        }

        NotifyObserver();
    }

    // Removes the expired and unreadable records in front, and returns the next one.
    private (SpoolSegment Segment, long Offset, SpoolRecord Record)? Oldest(SpoolQueue queue)
    {
        foreach (var segment in queue.Segments.ToArray())
        {
            while (segment.HasMore)
            {
                if (!segment.TryPeek(out var offset, out var record))
                {
                    Inspect(queue, segment);
                    if (segment.HasMore && !segment.TryPeek(out _, out _))
                    {
                        // The file changes while it is read.
                        break;
                    }
                }
                else if (record.WrittenAt >= Cutoff)
                {
                    return (segment, offset, record);
                }
                else
                {
                    segment.Take(offset, record);
                    Drop(queue, SpoolDropReason.Expired, record.Spans);
                    Finish(queue, segment, offset);
                }
            }
        }

        return null;
    }

    private void Finish(SpoolQueue queue, SpoolSegment segment, long offset)
    {
        if (segment.Finish(offset) && !RemoveIfDone(queue, segment))
        {
            Try(segment.SavePosition);
        }
    }

    private bool RemoveIfDone(SpoolQueue queue, SpoolSegment segment)
    {
        if (segment.IsDone)
        {
            Remove(queue, segment);
        }

        return segment.IsDone;
    }

    private void Add(SpoolQueue queue, SpoolSegment segment)
    {
        queue.Add(segment);
        _queues[queue.Destination] = queue;
        _tallies[queue.Destination] = queue.Tally;
        _byAge.Add(new(queue, segment));
        ChangeBytes(queue, segment.Length);
    }

    private void Remove(SpoolQueue queue, SpoolSegment segment)
    {
        if (!segment.IsGone && !TryDelete(segment.Path))
        {
            // The file is removed by a later sweep. Until then its position says that nothing of it is to be sent.
            Try(segment.SaveEnd);
            _undeleted.Add(segment.Path);
        }

        _files.Close(segment.Path);
        queue.Remove(segment);
        _byAge.Remove(new(queue, segment));
        ChangeBytes(queue, -segment.Length);
        queue.Publish();
        if (queue.Segments.Count == 0)
        {
            _queues.Remove(queue.Destination);
            _tallies.TryRemove(queue.Destination, out _);
            Try(() => _folder.RemoveIfEmpty(queue.Destination));
        }
    }

    private void Drop(SpoolQueue queue, SpoolDropReason reason, long spans)
    {
        if (spans > 0)
        {
            AddRecovery();
            _events.Add(new(queue.Destination, reason, spans));
        }
    }

    // Outside the lock, so that an observer may call the spool.
    private void NotifyObserver()
    {
        SpoolEvent[] events;
        lock (_gate)
        {
            AddRecovery();
            if (_events.Count == 0)
            {
                return;
            }

            events = [.. _events];
            _events.Clear();
        }

        foreach (var (destination, dropped, spans) in events)
        {
            if (dropped is { } reason)
            {
                _observer.Dropped(destination, reason, spans);
            }
            else
            {
                _observer.Recovered(destination, spans);
            }
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            NoteFailure(refusal);
        }
    }

    // Whether the file is gone.
    private bool TryDelete(string path)
    {
        Try(() => File.Delete(path));
        return !File.Exists(path);
    }

    private static void Flush(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The file was removed in the meantime, or the system keeps the bytes until the disk works again.
        }
    }

    // A failure is logged once, until an operation succeeds.
    private void NoteFailure(Exception refusal)
    {
        Interlocked.Increment(ref _failures);
        lock (_gate)
        {
            if (!_failing)
            {
                _failing = true;
                LogFailure(_options.Directory, refusal);
            }
        }
    }

    private void NoteSuccess()
    {
        if (_failing)
        {
            _failing = false;
            LogRecovery(_options.Directory);
        }
    }

    [LoggerMessage(LogLevel.Error, "The spool {Directory} fails. Spans that it does not take stay in memory, within the bounds of memory.")]
    private partial void LogFailure(string directory, Exception exception);

    [LoggerMessage(LogLevel.Information, "The spool {Directory} works again.")]
    private partial void LogRecovery(string directory);
}
