using Microsoft.Win32.SafeHandles;

namespace TracedLlm.Export.Spool;

/// <summary>
/// One file of a destination's batches: a header with the position up to which records are acknowledged, then the records. Not safe
/// for concurrent use: the spool's lock guards it.
/// </summary>
internal sealed partial class SpoolSegment(string path, SpoolFiles files)
{
    /// <summary>How many bytes the header has, which is before the first record.</summary>
    public const int HeaderSize = SpoolFileHeader.Size;

    // The records that were read and that the position has not passed, and the gaps between them, in the order of the file.
    private readonly List<SpoolReading> _readings = [];

    // Between the next record and the end, in the order of the file.
    private readonly Queue<SpoolGap> _gaps = [];
    private uint _salt;
    private long _position = HeaderSize;
    private long _next = HeaderSize;
    private long _end = HeaderSize;

    public string Path { get; private set; } = path;

    /// <summary>The name that it was found or created with; the order of the names is the order of age.</summary>
    public string Name { get; } = System.IO.Path.GetFileName(path);

    /// <summary>How many bytes the file has.</summary>
    public long Length { get; private set; }

    /// <summary>How many spans are not acknowledged.</summary>
    public long Spans { get; private set; }

    /// <summary>When the first record of the file was written, in milliseconds since 1970 UTC.</summary>
    public long WrittenAt { get; private set; } = long.MaxValue;

    /// <summary>Whether no record is appended any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether a reader has a batch of it that is neither acknowledged nor released.</summary>
    public bool IsBeingRead => _readings.Exists(static reading => reading.State == SpoolReadingState.Out);

    /// <summary>Whether no batch waits in it.</summary>
    public bool IsDone => _position >= _end;

    /// <summary>Whether there is a record that no reader has.</summary>
    public bool HasMore => _next < _end || Released >= 0;

    /// <summary>Whether every record has been read.</summary>
    public bool IsWhollyRead => _next >= _end;

    private int Released => _readings.FindIndex(static reading => reading.State == SpoolReadingState.Released);

    /// <summary>Creates the file.</summary>
    public void Create()
    {
        _salt = SpoolFileHeader.NewSalt();
        var file = files.Create(Path);
        try
        {
            WriteHeader(file);
        }
        catch
        {
            files.Close(Path);
            File.Delete(Path);
            throw;
        }

        Length = HeaderSize;
    }

    /// <summary>Appends a record. The header is written last, so that every header is followed by a whole batch.</summary>
    /// <exception cref="FileNotFoundException">The file was removed.</exception>
    /// <exception cref="DirectoryNotFoundException">Its directory was removed.</exception>
    public void Append(in SpoolRecord record, ReadOnlySpan<byte> batch)
    {
        Span<byte> header = stackalloc byte[SpoolRecord.Size];
        record.Write(header, _salt);
        var file = files.Open(Path);
        RandomAccess.Write(file, batch, Length + SpoolRecord.Size);
        RandomAccess.Write(file, header, Length);
        _end = Length += record.WholeLength;
        Spans += record.Spans;
        WrittenAt = Math.Min(WrittenAt, record.WrittenAt);
    }

    /// <summary>Cuts off the bytes that a failed <see cref="Append"/> may have left.</summary>
    public void CutOff() => RandomAccess.SetLength(files.Open(Path), Length);

    /// <summary>The oldest record that no reader has: a released record, else the first record that was not read yet.</summary>
    /// <returns><see langword="false"/> if there is no such record, or it cannot be read; <see cref="HasMore"/> is true in the second case only.</returns>
    public bool TryPeek(out long offset, out SpoolRecord record)
    {
        var released = Released;
        if (released >= 0)
        {
            (offset, record) = (_readings[released].Offset, _readings[released].Record);
            return true;
        }

        offset = _next;
        record = default;
        return _next < _end && TryReader() is { } reader && reader.TryHeader(_next, out record) && _next + record.WholeLength <= _end;
    }

    /// <summary>Takes the record that <see cref="TryPeek"/> returned, so that <see cref="TryPeek"/> returns the next record.</summary>
    public void Take(long offset, in SpoolRecord record)
    {
        if (offset == _next)
        {
            _readings.Add(SpoolReading.FromRecord(offset, record));
            _next += record.WholeLength;
            PassGaps();
        }
        else
        {
            Change(offset, SpoolReadingState.Released, SpoolReadingState.Out);
        }
    }

    /// <summary>Reads the batch of a record.</summary>
    /// <returns><see langword="false"/> if its bytes have changed since they were written.</returns>
    public bool TryRead(long offset, in SpoolRecord record, Span<byte> batch) =>
        TryReader() is { } reader && reader.TryBatch(offset, record, batch);

    /// <summary>Whether the batch of a record is as it was written.</summary>
    public bool IsSound(long offset, in SpoolRecord record) => TryReader() is { } reader && reader.IsSound(offset, record);

    /// <summary>Releases a record that was taken: it is read again.</summary>
    public void Release(long offset) => Change(offset, SpoolReadingState.Out, SpoolReadingState.Released);

    /// <summary>Acknowledges a record that was taken.</summary>
    /// <returns>Whether the position has moved; <see cref="SavePosition"/> writes the position.</returns>
    public bool Finish(long offset)
    {
        if (Change(offset, SpoolReadingState.Out, SpoolReadingState.Done) is not { } reading)
        {
            return false;
        }

        Spans -= reading.Record.Spans;
        return MovePosition();
    }

    /// <summary>Writes the position up to which the file has been acknowledged.</summary>
    public void SavePosition() => Save(_position);

    /// <summary>Writes that nothing of the file is to be sent.</summary>
    public void SaveEnd() => Save(Length);

    private void Save(long position)
    {
        Span<byte> bytes = stackalloc byte[SpoolFileHeader.PositionSize];
        SpoolFileHeader.WritePosition(bytes, position);
        RandomAccess.Write(files.Open(Path), bytes, SpoolFileHeader.PositionAt);
    }

    private void WriteHeader(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        SpoolFileHeader.Write(header, _salt, _position);
        RandomAccess.Write(file, header, 0);
    }

    private bool MovePosition()
    {
        var done = 0;
        while (done < _readings.Count && _readings[done].State == SpoolReadingState.Done)
        {
            _position = _readings[done++].End;
        }

        _readings.RemoveRange(0, done);
        return done > 0;
    }

    private void PassGaps()
    {
        while (_gaps.TryPeek(out var gap) && gap.Start == _next)
        {
            _readings.Add(SpoolReading.FromGap(_gaps.Dequeue()));
            _next = gap.End;
        }
    }

    private SpoolReading? Change(long offset, SpoolReadingState from, SpoolReadingState to)
    {
        var index = _readings.FindIndex(reading => reading.Offset == offset && reading.State == from);
        return index < 0 ? null : _readings[index] = _readings[index] with { State = to };
    }

    // Nothing if the file was removed.
    private SpoolReader? TryReader()
    {
        try
        {
            return new SpoolReader(files.Open(Path), _salt);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
