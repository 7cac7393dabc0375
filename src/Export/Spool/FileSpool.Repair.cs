namespace TracedLlm.Export.Spool;

// Files and folders that were damaged or removed while the spool uses them.
internal sealed partial class FileSpool
{
    // The folder or its lock may have been removed: without the lock another process takes the folder over.
    private void RestoreFolder()
    {
        try
        {
            if (_folder.Restore())
            {
                _warnings.OnFolderRestored(_folder.Path);
            }
        }
        catch (UnauthorizedAccessException refusal)
        {
            _warnings.OnLeftAlone(_folder.Path, refusal.Message);
        }
        catch (IOException refusal)
        {
            NoteFailure(refusal);
        }
    }

    private void CheckFiles()
    {
        foreach (var (queue, segment) in _byAge.ToArray())
        {
            Try(() => Check(queue, segment));
        }
    }

    private void Check(SpoolQueue queue, SpoolSegment segment)
    {
        if (segment.IsGone || (IsFile(segment.Path, out var found) && found.Length >= segment.Length && segment.IsInPlace))
        {
            return;
        }

        // A file that was removed has its bytes as long as it is open. One that was cut has lost them.
        if (segment.HasWholeFile)
        {
            Restore(segment);
        }
        else
        {
            Inspect(queue, segment);
        }
    }

    private void Restore(SpoolSegment segment)
    {
        var path = segment.Path;
        var newPath = Path.Exists(path) ? _folder.NextSegment(Path.GetFileName(Path.GetDirectoryName(path))!, _time.GetUtcNow()) : path;
        SpoolFiles.CreateDirectory(Path.GetDirectoryName(newPath)!);
        segment.Restore(newPath);
        _warnings.OnRestored(path, newPath);
    }

    // More may be damaged: the rest of the file is looked at now, so that the log has one line for it.
    private void LoseRecord(SpoolQueue queue, SpoolSegment segment, long offset, in SpoolRecord record)
    {
        if (segment.TryTakeBack(offset))
        {
            Inspect(queue, segment);
        }
        else
        {
            Lose(queue, segment, segment.Inspect() + new SpoolDamage(record.WholeLength, record.Spans));
            Finish(queue, segment, offset);
        }
    }

    private void Inspect(SpoolQueue queue, SpoolSegment segment)
    {
        Lose(queue, segment, segment.Inspect());
        RemoveIfDone(queue, segment);
    }

    private void Lose(SpoolQueue queue, SpoolSegment segment, SpoolDamage damage)
    {
        Drop(queue, SpoolDropReason.Damaged, damage.Spans);
        if (segment.IsGone || IsFile(segment.Path, out _))
        {
            CountDamage(segment.Path, damage);
            return;
        }

        Count(damage);
        _warnings.OnLost(segment.Path, damage);
        ChangeBytes(queue, -segment.Length);
        segment.Forget();
    }

    private static bool IsFile(string path, out FileInfo found)
    {
        found = new FileInfo(path);
        return found.Exists && new SpoolEntry(path, found.Attributes).IsFile;
    }

    private void CountDamage(string file, SpoolDamage damage)
    {
        if (damage != default)
        {
            Count(damage);
            _warnings.OnDamaged(file, damage);
        }
    }

    private void Count(SpoolDamage damage)
    {
        Interlocked.Add(ref _damagedBytes, damage.Bytes);
        Interlocked.Add(ref _damagedSpans, damage.Spans);
    }
}
