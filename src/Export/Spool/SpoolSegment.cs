using System.Buffers;
using System.Buffers.Binary;

namespace TracedLlm.Export.Spool;

/// <summary>
/// One file of a destination's batches: a header that says how far they have been acknowledged, then record after record. Its
/// owner locks.
/// </summary>
internal sealed class SpoolSegment(string path, SpoolFiles files)
{
    /// <summary>How many bytes stand before the first record.</summary>
    public const int HeaderSize = 32;

    private const ulong Mark = 0x4C4F_4F50_534D_4C54;
    private const uint Version = 1;
    private const int VersionAt = 8;
    private const int PositionAt = 16;
    private const int PositionChecksumAt = 24;
    private const int PositionSize = PositionChecksumAt + sizeof(uint) - PositionAt;

    // What has been read and is not yet behind the position, in the order of the file.
    private readonly List<SpoolReading> _readings = [];
    private long _position = HeaderSize;
    private long _next = HeaderSize;

    public string Path => path;

    /// <summary>Its name, by which files are in the order of their age.</summary>
    public string Name { get; } = System.IO.Path.GetFileName(path);

    /// <summary>How many bytes of the file are in use.</summary>
    public long Length { get; private set; }

    /// <summary>How many spans are not acknowledged.</summary>
    public long Spans { get; private set; }

    /// <summary>When the first record was written that is in the file, in milliseconds since 1970 UTC.</summary>
    public long WrittenAt { get; private set; } = long.MaxValue;

    /// <summary>Nothing is appended any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether someone has a batch of it that is neither acknowledged nor released.</summary>
    public bool IsBeingRead => _readings.Exists(reading => reading.State == SpoolReadingState.Out);

    /// <summary>Whether nothing waits in it.</summary>
    public bool IsDone => _position >= Length;

    /// <summary>Whether there is a record that nobody has.</summary>
    public bool HasMore => _next < Length || Released >= 0;

    private int Released => _readings.FindIndex(reading => reading.State == SpoolReadingState.Released);

    /// <summary>Makes the file, which is not there.</summary>
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
    /// Finds the records of a file that is there and closes it; what follows the last that can be read is cut off.
    /// </summary>
    /// <param name="wholly">Whether bytes are compared with their checksums, not headers alone: a file that was never closed.</param>
    /// <returns>False if the file is not one of this format.</returns>
    public bool Open(bool wholly)
    {
        IsClosed = true;
        var file = files.Open(path);
        var fileLength = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        RandomAccess.Read(file, header, 0);
        var mark = BinaryPrimitives.ReadUInt64LittleEndian(header);

        // Zeros are what a header is that never came to the disk.
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

    /// <summary>Appends a record; its header last, so that a header stands only before a whole batch.</summary>
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

    /// <summary>Cuts off what a failed <see cref="Append"/> may have left.</summary>
    public void CutOff() => RandomAccess.SetLength(files.Open(path), Length);

    /// <summary>The oldest record that nobody has: one that was released, else the first that was not yet read.</summary>
    /// <returns>False if there is none, or what should be one cannot be read: <see cref="HasMore"/> tells which.</returns>
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

    /// <summary>Takes the record that <see cref="TryPeek"/> returned, so that the next is returned next.</summary>
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
    /// <returns>False if its bytes are not those that were written.</returns>
    public bool TryRead(long offset, in SpoolRecord record, Span<byte> batch) =>
        Read(batch, offset + SpoolRecord.Size) && Crc32C.Compute(batch) == record.Checksum;

    /// <summary>A record that was taken is to be read again.</summary>
    public void Release(long offset) => Change(offset, SpoolReadingState.Out, SpoolReadingState.Released);

    /// <summary>A record that was taken is not needed any more.</summary>
    /// <returns>Whether the position has moved, which <see cref="SavePosition"/> writes down.</returns>
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

    /// <summary>Gives up what is not yet read, which cannot be.</summary>
    /// <returns>How many spans that were.</returns>
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

    /// <summary>Writes down how far the file has been acknowledged.</summary>
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

    // Of a position that cannot be read everything is sent again, under the same ids.
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

    // False if the file has not as many bytes, or is gone.
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
