using Microsoft.Extensions.Logging;

namespace TracedLlm.Export.Spool;

// The batches that ended processes have left.
internal sealed partial class FileSpool
{
    // A file is at most this long if the spool was smaller when the file was written.
    private const long LeastSearched = 64 * 1024 * 1024;

    // The records that were found at the same time, by destination: a file may have been copied.
    private readonly Dictionary<string, SpoolCopies> _copies = new(StringComparer.Ordinal);

    private void AdoptOrphans()
    {
        foreach (var entry in SpoolFolder.All(_options.Directory).ToArray())
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
                _warnings.OnLeftAlone(entry.Path, $"it is {entry.Kind}");
            }
        }

        MakeRoom(0);
    }

    private void AdoptOrphan(string path)
    {
        using var orphan = SpoolFolder.TryTake(path, _time.GetUtcNow());

        // No span is dropped to make room for it: a folder without room is taken over later.
        if (orphan is not null && (_bytes == 0 || _bytes + orphan.Bytes <= _options.MaxBytes))
        {
            Load(orphan);
            orphan.RemoveIfEmpty();
        }
        else if (SpoolFolder.HasOddLock(path))
        {
            _warnings.OnLeftAlone(path, "its lock is a directory");
        }
    }

    private void Load(SpoolFolder folder)
    {
        foreach (var entry in folder.Entries.ToArray())
        {
            if (entry.IsFolder)
            {
                TryAdopt(entry.Path, () => Load(folder, entry));
                Try(() => folder.RemoveIfEmpty(entry.Name));
            }
            else
            {
                _warnings.OnLeftAlone(entry.Path, $"it is {entry.Kind}");
            }
        }
    }

    private void Load(SpoolFolder folder, SpoolEntry destination)
    {
        SpoolEntry[] files = [.. SpoolEntry.List(destination.Path)];
        var last = files.LastOrDefault(static file => file.IsFile && SpoolFolder.IsSegment(file)).Path;
        SpoolDamage damage = default;
        var spans = 0L;
        foreach (var file in files)
        {
            if (file.IsFile && SpoolFolder.IsSegment(file))
            {
                // Only the last file was open when its process ended.
                TryAdopt(file.Path, () => spans += Load(destination.Name, file.Path, wasOpen: file.Path == last, ref damage));
            }
            else
            {
                _warnings.OnLeftAlone(file.Path, $"it is {file.Kind}");
            }
        }

        Recover(destination.Name, spans, damage.Spans);
    }

    // How many spans are to be sent.
    private long Load(string destination, string path, bool wasOpen, ref SpoolDamage damage)
    {
        var segment = new SpoolSegment(path, _files);
        try
        {
            if (!_copies.TryGetValue(destination, out var copies))
            {
                _copies.Add(destination, copies = new SpoolCopies());
            }

            if (!segment.Open(wasOpen, Math.Max(_options.MaxBytes, LeastSearched), copies, out var found))
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

            damage += found;
            CountDamage(segment.Path, found);
        }
        catch
        {
            _files.Close(path);
            throw;
        }

        var queue = _queues.GetValueOrDefault(destination) ?? new SpoolQueue(destination);
        Add(queue, segment);
        RemoveIfDone(queue, segment);
        return segment.Spans;
    }

    // Spans that cannot be read were to be sent, too, so that every span is counted once as started and once as dropped.
    private void Recover(string destination, long spans, long damaged)
    {
        if (spans + damaged > 0)
        {
            _events.Add(new(destination, null, spans + damaged));
        }

        if (spans > 0)
        {
            LogRecovered(_options.Directory, spans, destination);
        }

        if (damaged > 0)
        {
            _events.Add(new(destination, SpoolDropReason.Damaged, damaged));
        }
    }

    // What cannot be opened now stays where it is, and is tried again at the next sweep or start.
    private void TryAdopt(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            _warnings.OnLeftAlone(path, refusal.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The spool {Directory} has {Spans} spans of an earlier process for {Destination}.")]
    private partial void LogRecovered(string directory, long spans, string destination);

    [LoggerMessage(LogLevel.Information, "The last batch of {File} is incomplete: its process ended while it wrote the batch. It was not in the spool yet.")]
    private partial void LogUnfinished(string file);
}
