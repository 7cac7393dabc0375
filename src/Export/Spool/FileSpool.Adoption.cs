using Microsoft.Extensions.Logging;

namespace TracedLlm.Export.Spool;

// The batches that ended processes have left.
internal sealed partial class FileSpool
{
    // A file is at most this long if the spool was smaller when the file was written.
    private const long LeastSearched = 64 * 1024 * 1024;

    // The records that were found at the same time, by destination: a file may have been copied.
    private readonly Dictionary<string, SpoolCopies> _copies = new(StringComparer.Ordinal);

    // Spans of one destination that were found and are not among the events yet.
    private (string Destination, long Spans, long Damaged) _recovery = ("", 0, 0);

    // A large folder takes long: the lock is held for one file at a time, so that nobody waits for all of them.
    private void AdoptOrphans()
    {
        foreach (var entry in SpoolFolder.All(_options.Directory))
        {
            if (entry.Name == Path.GetFileName(_folder.Path))
            {
                continue;
            }

            if (entry.IsFolder)
            {
                TryAdopt(entry.Path, () => AdoptOrphan(entry.Path));
            }
            else
            {
                LeaveAlone(entry);
            }
        }
    }

    private void AdoptOrphan(string path)
    {
        using var orphan = SpoolFolder.Take(path, _time.GetUtcNow());
        if (orphan is null)
        {
            return;
        }

        var bytes = orphan.Bytes;
        bool isOnly, hasRoom;
        lock (_gate)
        {
            (isOnly, hasRoom) = (_bytes == 0, _bytes + bytes <= _options.MaxBytes);
        }

        // No span is dropped to make room for it: a folder without room is taken over later.
        if (isOnly || hasRoom)
        {
            Load(orphan, mustFit: !isOnly);
            orphan.RemoveIfEmpty();
        }
    }

    private void Load(SpoolFolder folder, bool mustFit = false)
    {
        foreach (var entry in folder.Entries)
        {
            if (entry.IsFolder)
            {
                if (TryAdopt(entry.Path, () => Load(folder, entry, mustFit)))
                {
                    Try(() => folder.RemoveIfEmpty(entry.Name));
                }
            }
            else
            {
                LeaveAlone(entry);
            }
        }
    }

    private void Load(SpoolFolder folder, SpoolEntry destination, bool mustFit)
    {
        SpoolEntry[] files = SpoolEntry.List(destination.Path);
        SpoolEntry[] segments = [.. files.Where(static file => file.IsFile && SpoolFolder.IsSegment(file))];

        // A process appends to the newest file that it has made. A file that it took over may have a later name.
        string[] open = [segments.LastOrDefault().Path, segments.LastOrDefault(folder.IsOwn).Path];
        var spans = 0L;
        foreach (var file in segments)
        {
            lock (_gate)
            {
                // Others may have taken the room in the meantime.
                if (_disposed || (mustFit && _bytes + new FileInfo(file.Path).Length > _options.MaxBytes))
                {
                    break;
                }

                TryAdopt(file.Path, () => spans += Load(destination.Name, file.Path, wasOpen: open.Contains(file.Path)));
                Publish(destination.Name);
            }
        }

        Array.ForEach([.. files.Except(segments)], LeaveAlone);
        lock (_gate)
        {
            AddRecovery();
        }

        if (spans > 0)
        {
            LogRecovered(_options.Directory, spans, destination.Name);
        }
    }

    // How many spans are to be sent.
    private long Load(string destination, string path, bool wasOpen)
    {
        var segment = new SpoolSegment(path, _files);
        SpoolDamage damage;
        try
        {
            if (!_copies.TryGetValue(destination, out var copies))
            {
                _copies.Add(destination, copies = new SpoolCopies());
            }

            if (!segment.Open(wasOpen, Math.Max(_options.MaxBytes, LeastSearched), copies, out damage))
            {
                _warnings.OnLeftAlone(path, "it has no batch that this version can read");
                _files.Close(path);
                return 0;
            }

            var newPath = _folder.GetPath(destination, path, _time.GetUtcNow());
            if (newPath != path)
            {
                SpoolFiles.CreateDirectory(Path.GetDirectoryName(newPath)!);
                segment.MoveTo(newPath);
            }

            if (segment.WasUnfinished)
            {
                LogUnfinished(segment.Path);
            }

            CountDamage(segment.Path, damage);
        }
        catch
        {
            _files.Close(path);
            throw;
        }

        var queue = _queues.GetValueOrDefault(destination) ?? new SpoolQueue(destination);
        Add(queue, segment);
        if (_recovery.Destination != destination)
        {
            AddRecovery();
        }

        _recovery = (destination, _recovery.Spans + segment.Spans, _recovery.Damaged + damage.Spans);
        RemoveIfDone(queue, segment);
        return segment.Spans;
    }

    // Spans that cannot be read were to be sent, too, so that every span is counted once as started and once as dropped.
    // One event for all files of a destination, unless its spans are used before all files are found.
    private void AddRecovery()
    {
        var (destination, spans, damaged) = _recovery;
        _recovery = ("", 0, 0);
        if (spans + damaged > 0)
        {
            _events.Add(new(destination, null, spans + damaged));
        }

        if (damaged > 0)
        {
            _events.Add(new(destination, SpoolDropReason.Damaged, damaged));
        }
    }

    // What cannot be opened now stays where it is, and is tried again at the next sweep or start.
    private bool TryAdopt(string path, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (UnauthorizedAccessException refusal)
        {
            lock (_gate)
            {
                _warnings.OnRefused(path, refusal.Message);
            }
        }
        catch (IOException refusal)
        {
            lock (_gate)
            {
                _warnings.OnLeftAlone(path, refusal.Message);
            }
        }

        return false;
    }

    private void LeaveAlone(SpoolEntry entry)
    {
        lock (_gate)
        {
            _warnings.OnLeftAlone(entry.Path, $"it is {entry.Kind}");
        }
    }

    [LoggerMessage(LogLevel.Information, "The spool {Directory} has {Spans} spans of an earlier process for {Destination}.")]
    private partial void LogRecovered(string directory, long spans, string destination);

    [LoggerMessage(LogLevel.Information, "The last batch of {File} is incomplete: its process ended while it wrote the batch. It was not in the spool yet.")]
    private partial void LogUnfinished(string file);
}
