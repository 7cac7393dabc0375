using System.Buffers;
using System.Buffers.Binary;

namespace TracedLlm.Export.Spool;

/// <summary>
/// One file of a destination's batches: a header with the position up to which records are acknowledged, then the records. Not safe
/// for concurrent use: the spool's lock guards it.
/// </summary>
internal sealed class SpoolSegment(string path, SpoolFiles files)
{
    /// <summary>How many bytes the header has, which is before the first record.</summary>
    public const int HeaderSize = 32;

    private const ulong Mark = 0x4C4F_4F50_534D_4C54;
    private const uint Version = 1;
    private const int VersionAt = 8;
    private const int PositionAt = 16;
    private const int PositionChecksumAt = 24;
    private const int PositionSize = PositionChecksumAt + sizeof(uint) - PositionAt;

    // The records that were read and that the position has not passed, in the order of the file.
    private readonly List<SpoolReading> _readings = [];
    private long _position = HeaderSize;
    private long _next = HeaderSize;

    public string Path => path;

    /// <summary>Its name; the order of the names is the order of age.</summary>
    public string Name { get; } = System.IO.Path.GetFileName(path);

    /// <summary>How many bytes of the file are in use.</summary>
    public long Length { get; private set; }

    /// <summary>How many spans are not acknowledged.</summary>
    public long Spans { get; private set; }

    /// <summary>When the first record of the file was written, in milliseconds since 1970 UTC.</summary>
    public long WrittenAt { get; private set; } = long.MaxValue;

    /// <summary>Whether no record is appended any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether a reader has a batch of it that is neither acknowledged nor released.</summary>
    public bool IsBeingRead => _readings.Exists(reading => reading.State == SpoolReadingState.Out);

    /// <summary>Whether no batch waits in it.</summary>
    public bool IsDone => _position >= Length;

    /// <summary>Whether there is a record that no reader has.</summary>
    public bool HasMore => _next < Length || Released >= 0;

    /// <summary>Whether every record has been read.</summary>
    public bool IsWhollyRead => _next >= Length;

    private int Released => _readings.FindIndex(reading => reading.State == SpoolReadingState.Released);

    /// <summary>Creates the file.</summary>
    public void Create()
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Mark);
        BinaryPrimitives.WriteUInt32LittleEndian(header[VersionAt..], Version);
        WritePosition(header[PositionAt..], HeaderSize);
        var file = files.Create(path);
        try
        {
            RandomAccess.Write(file, header, 0);
        }
        catch
        {
            files.Close(path);
            File.Delete(path);
            throw;
        }

        Length = HeaderSize;
    }

    /// <summary>
    /// Finds the records of an existing file and closes the file for appending. Bytes after the last readable record are cut off.
    /// </summary>
    /// <param name="wholly">Whether the bytes of the batches are compared with their checksums too, not only the headers. A file that was never closed needs it.</param>
    /// <returns><see langword="false"/> if the file does not have this format.</returns>
    public bool Open(bool wholly)
    {
        IsClosed = true;
        var file = files.Open(path);
        var fileLength = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        RandomAccess.Read(file, header, 0);
        var mark = BinaryPrimitives.ReadUInt64LittleEndian(header);

        // A header of zeros was never written to the disk.
        if (fileLength >= HeaderSize && mark != 0 && (mark != Mark || BinaryPrimitives.ReadUInt32LittleEndian(header[VersionAt..]) != Version))
        {
            return false;
        }

        var position = ReadPosition(header[PositionAt..]);
        long end = HeaderSize, sound = HeaderSize, start = HeaderSize, behind = 0;
        while (true)
        {
            if (end == position)
            {
                (start, Spans, behind, WrittenAt) = (end, 0, 0, long.MaxValue);
            }

            if (!TryHeader(end, out var record) || end + record.WholeLength > fileLength)
            {
                break;
            }

            var isSound = !wholly || TryRead(end, record);
            end += record.WholeLength;
            behind += record.Spans;
            WrittenAt = Math.Min(WrittenAt, record.WrittenAt);
            if (isSound)
            {
                (sound, Spans, behind) = (end, Spans + behind, 0);
            }
        }

        Length = sound;
        _position = _next = Math.Min(start, sound);
        if (fileLength > sound)
        {
            RandomAccess.SetLength(file, sound);
        }

        return true;
    }

    /// <summary>Appends a record. The header is written last, so that every header is followed by a whole batch.</summary>
    public void Append(in SpoolRecord record, ReadOnlySpan<byte> batch)
    {
        Span<byte> header = stackalloc byte[SpoolRecord.Size];
        record.Write(header);
        var file = files.Open(path);
        RandomAccess.Write(file, batch, Length + SpoolRecord.Size);
        RandomAccess.Write(file, header, Length);
        Length += record.WholeLength;
        Spans += record.Spans;
        WrittenAt = Math.Min(WrittenAt, record.WrittenAt);
    }

    /// <summary>Cuts off the bytes that a failed <see cref="Append"/> may have left.</summary>
    public void CutOff() => RandomAccess.SetLength(files.Open(path), Length);

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
        return _next < Length && TryHeader(_next, out record) && _next + record.WholeLength <= Length;
    }

    /// <summary>Takes the record that <see cref="TryPeek"/> returned, so that <see cref="TryPeek"/> returns the next record.</summary>
    public void Take(long offset, in SpoolRecord record)
    {
        if (offset == _next)
        {
            _next += record.WholeLength;
            _readings.Add(new(offset, record, SpoolReadingState.Out));
        }
        else
        {
            Change(offset, SpoolReadingState.Released, SpoolReadingState.Out);
        }
    }

    /// <summary>Reads the batch of a record.</summary>
    /// <returns><see langword="false"/> if its bytes have changed since they were written.</returns>
    public bool TryRead(long offset, in SpoolRecord record, Span<byte> batch) =>
        Read(batch, offset + SpoolRecord.Size) && Crc32C.Compute(batch) == record.Checksum;

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
        var done = 0;
        while (done < _readings.Count && _readings[done].State == SpoolReadingState.Done)
        {
            _position = _readings[done++].End;
        }

        _readings.RemoveRange(0, done);
        return done > 0;
    }

    /// <summary>Gives up the records that were not read yet, because they cannot be read.</summary>
    /// <returns>How many spans the records had.</returns>
    public long Abandon()
    {
        var known = 0L;
        foreach (var reading in _readings)
        {
            known += reading.State == SpoolReadingState.Done ? 0 : reading.Record.Spans;
        }

        var lost = Spans - known;
        (Spans, Length, IsClosed) = (known, _next, true);
        return lost;
    }

    /// <summary>Writes the position up to which the file has been acknowledged.</summary>
    public void SavePosition()
    {
        Span<byte> position = stackalloc byte[PositionSize];
        WritePosition(position, _position);
        RandomAccess.Write(files.Open(path), position, PositionAt);
    }

    private static void WritePosition(Span<byte> bytes, long position)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, position);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[sizeof(long)..], Crc32C.Compute(bytes[..sizeof(long)]));
    }

    // If the position cannot be read, all records are sent again, with the same ids.
    private static long ReadPosition(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(long)..]) == Crc32C.Compute(bytes[..sizeof(long)])
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
            : HeaderSize;

    private SpoolReading? Change(long offset, SpoolReadingState from, SpoolReadingState to)
    {
        var index = _readings.FindIndex(reading => reading.Offset == offset && reading.State == from);
        return index < 0 ? null : _readings[index] = _readings[index] with { State = to };
    }

    private bool TryHeader(long offset, out SpoolRecord record)
    {
        Span<byte> header = stackalloc byte[SpoolRecord.Size];
        record = default;
        return Read(header, offset) && SpoolRecord.TryParse(header, out record);
    }

    private bool TryRead(long offset, in SpoolRecord record)
    {
        var batch = ArrayPool<byte>.Shared.Rent(record.Length);
        try
        {
            return TryRead(offset, record, batch.AsSpan(0, record.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(batch);
        }
    }

    // False if the file has fewer bytes, or was removed.
    private bool Read(Span<byte> bytes, long offset)
    {
        try
        {
            var file = files.Open(path);
            while (bytes.Length > 0)
            {
                var read = RandomAccess.Read(file, bytes, offset);
                if (read == 0)
                {
                    return false;
                }

                bytes = bytes[read..];
                offset += read;
            }

            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
