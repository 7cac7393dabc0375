using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace TracedLlm.Export.Spool;

// Files that another process has written, and files that have changed or were removed.
internal sealed partial class SpoolSegment
{
    private const int ChunkSize = 64 * 1024;

    // More than the header of a record.
    private const int ComparedSize = 64;

    /// <summary>Whether its file was never finished: whether bytes of a batch that did not count as spooled were cut off when it was opened.</summary>
    public bool WasUnfinished { get; private set; }

    /// <summary>Finds the records of an existing file and closes the file for appending. Only an unfinished batch at its end is cut off.</summary>
    /// <param name="wasOpen">Whether its process may have been writing it when the process ended: the bytes of all batches are compared with their checksums, not only the headers.</param>
    /// <param name="most">A file that cannot be recognised by its header and has more bytes than this is not searched for records.</param>
    /// <param name="copies">The records of the same destination that were found before.</param>
    /// <param name="damage">What cannot be read of the batches that are not acknowledged.</param>
    /// <returns><see langword="false"/> if the file does not have this format.</returns>
    public bool Open(bool wasOpen, long most, SpoolCopies copies, out SpoolDamage damage)
    {
        IsClosed = true;
        damage = default;
        var file = files.Open(Path);
        Length = RandomAccess.GetLength(file);
        Span<byte> bytes = stackalloc byte[HeaderSize];
        bytes.Clear();
        var beginning = bytes[..(int)Math.Min(HeaderSize, Length)];
        SpoolReader.TryFill(file, beginning, 0);
        var header = SpoolFileHeader.Parse(bytes);
        if (header.Form == SpoolFileForm.Later || (header.Form == SpoolFileForm.Damaged && Length > most))
        {
            return false;
        }

        if ((header.Form == SpoolFileForm.Known ? (header.Salt, HeaderSize) : SpoolSearch.FindSalt(file, Length)) is not var (salt, first))
        {
            // A header that is short or all zeros never reached the disk, or was cut.
            damage = new(Length, 0);
            return Length < HeaderSize ? SpoolFileHeader.IsBeginning(beginning) : !bytes.ContainsAnyExcept((byte)0);
        }

        _salt = salt;

        // Bytes of the header may be missing.
        Load(new(file, salt), Math.Min(first, HeaderSize), header.Position, wasOpen, copies, out damage);
        return true;
    }

    /// <summary>Takes back a record that was taken last, because its batch is damaged: <see cref="Inspect"/> begins with it.</summary>
    /// <returns><see langword="false"/> if other records were taken after it.</returns>
    public bool TryTakeBack(long offset)
    {
        var index = _readings.FindIndex(reading => reading.Offset == offset && reading.State == SpoolReadingState.Out);
        if (index < 0 || !_readings.TrueForAll(reading => reading.Offset <= offset || reading.IsGap))
        {
            return false;
        }

        _readings.RemoveRange(index, _readings.Count - index);
        _next = offset;
        return true;
    }

    /// <summary>Looks for the records that were not read yet, after damage was found.</summary>
    /// <returns>What is lost of them.</returns>
    public SpoolDamage Inspect()
    {
        var known = 0L;
        foreach (var reading in _readings)
        {
            known += reading.State == SpoolReadingState.Done ? 0 : reading.Record.Spans;
        }

        var (before, end) = (Spans, _end);
        _gaps.Clear();
        if (TryReader() is { } reader)
        {
            var scan = new SpoolScan(reader, Math.Min(_end, RandomAccess.GetLength(reader.File)));
            scan.Run(_next, wholly: true);
            (Spans, _end) = (known + scan.Spans, scan.End);
            AddGaps(scan);
            var damaged = end - scan.End + scan.Gaps.Sum(static gap => gap.End - gap.Start);
            IsClosed |= damaged > 0;
            return new(damaged, before - Spans);
        }

        (Spans, _end, IsClosed) = (known, _next, true);
        return new(end - _next, before - known);
    }

    /// <summary>Whether its file is not there any more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Its file is not there any more.</summary>
    public void Forget() => (IsGone, IsClosed, Length) = (true, true, 0);

    /// <summary>Moves the file.</summary>
    public void MoveTo(string newPath)
    {
        File.Move(Path, newPath);
        files.Rename(Path, newPath);
        Path = newPath;
    }

    /// <summary>Whether the open file has all bytes that were written, wherever its path leads now.</summary>
    public bool HasWholeFile => files.IsOpen(Path) && RandomAccess.GetLength(files.Open(Path)) >= Length;

    /// <summary>Whether its path leads to its bytes: no other file has taken the place of the open file, but for a copy with the same batches.</summary>
    public bool IsInPlace
    {
        get
        {
            if (!files.IsOpen(Path))
            {
                return true;
            }

            // .NET does not show the number that the file system has given a file, so that the bytes are compared: those that differ from
            // file to file, and the newest ones.
            try
            {
                using var found = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, SpoolFiles.Shared);
                return HasSameBytes(found, 0, SpoolFileHeader.PositionAt)
                    && HasSameBytes(found, Math.Min(Length, Math.Max(HeaderSize, Length - ComparedSize)), Length);
            }
            catch (Exception other) when (other is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Writes what is left of the open file, which was removed, into a new file.</summary>
    public void Restore(string newPath)
    {
        var from = files.Open(Path);
        var to = SpoolFiles.Open(newPath, FileMode.CreateNew, SpoolFiles.Shared);
        try
        {
            WriteHeader(to.SafeFileHandle);
            Copy(from, to.SafeFileHandle);
        }
        catch
        {
            to.Dispose();
            File.Delete(newPath);
            throw;
        }

        files.Replace(Path, newPath, to);
        Path = newPath;
    }

    private void Load(SpoolReader reader, long first, long? saved, bool wasOpen, SpoolCopies copies, out SpoolDamage damage)
    {
        var start = FindStart(reader, first, saved, IsCopy);
        var scan = new SpoolScan(reader, Length);
        scan.Run(start, wasOpen, IsCopy);
        damage = scan.Damage;
        if (saved > Length)
        {
            damage += new SpoolDamage(saved.Value - Length, 0);
        }

        if (scan.Unfinished is { } unfinished)
        {
            if (wasOpen)
            {
                RandomAccess.SetLength(reader.File, unfinished);
                (Length, WasUnfinished) = (unfinished, true);
            }
            else
            {
                damage += new SpoolDamage(Length - unfinished, 0);
            }
        }

        _position = _next = start;
        (_end, Spans, WrittenAt) = (scan.End, scan.Spans, scan.WrittenAt);
        AddGaps(scan);

        bool IsCopy(long offset, SpoolRecord record)
        {
            var isCopy = copies.Contains(record, this, offset);

            // That may have opened another file, and this one must stay among the open files.
            files.Open(Path);
            return isCopy;
        }
    }

    // The saved position, if a record begins there or the records in front of it lead to it. Otherwise bytes were removed or added, and
    // all batches are sent again, with the same ids.
    private long FindStart(SpoolReader reader, long first, long? saved, Func<long, SpoolRecord, bool> note)
    {
        if (saved is not { } position || position < HeaderSize)
        {
            return first;
        }

        var at = first;
        while (at < Math.Min(position, Length) && reader.TryHeader(at, out var record))
        {
            note(at, record);
            at += record.WholeLength;
        }

        if (reader.TryHeader(position, out _))
        {
            return position;
        }

        // A file that was cut in front of the position has only batches that were acknowledged.
        var end = Math.Min(position, Length);
        return (at == position || (position > Length && at + SpoolRecord.Size > Length)) && IsWhole(reader, first, end) ? end : first;
    }

    // If bytes are missing in the middle, a record that was behind the position may be in front of it now. Only the last record may be
    // damaged.
    private bool IsWhole(SpoolReader reader, long first, long end)
    {
        var scan = new SpoolScan(reader, end);
        scan.Run(first, wholly: true);
        return scan.Gaps.Count == 0 && SpoolSearch.FindHeader(reader, scan.End + 1, Length) >= end;
    }

    private bool HasSameBytes(SafeFileHandle found, long start, long end)
    {
        var length = (int)(end - start);
        var mine = (stackalloc byte[ComparedSize])[..length];
        var others = (stackalloc byte[ComparedSize])[..length];
        return SpoolReader.TryFill(files.Open(Path), mine, start) && SpoolReader.TryFill(found, others, start) && mine.SequenceEqual(others);
    }

    private void AddGaps(SpoolScan scan)
    {
        foreach (var gap in scan.Gaps)
        {
            _gaps.Enqueue(gap);
        }

        PassGaps();
        MovePosition();
    }

    private void Copy(SafeFileHandle from, SafeFileHandle to)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (var at = _position; at < Length;)
            {
                var read = RandomAccess.Read(from, chunk.AsSpan(0, (int)Math.Min(ChunkSize, Length - at)), at);
                if (read == 0)
                {
                    break;
                }

                RandomAccess.Write(to, chunk.AsSpan(0, read), at);
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
