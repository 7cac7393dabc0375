using System.Buffers.Binary;

namespace TracedLlm.Export.Spool;

/// <summary>The header of a record, before the bytes of its batch. <c>docs/spool.md</c> has the layout.</summary>
/// <param name="Length">How many bytes follow.</param>
/// <param name="Spans">How many spans the batch has.</param>
/// <param name="Checksum">The CRC-32C of the batch.</param>
/// <param name="WrittenAt">When the batch was appended, in milliseconds since 1970 UTC.</param>
internal readonly record struct SpoolRecord(int Length, int Spans, uint Checksum, long WrittenAt)
{
    /// <summary>The size of the header in a file.</summary>
    public const int Size = 28;

    private const uint Mark = 0x5254_4C54;
    private const int LengthAt = 4;
    private const int SpansAt = 8;
    private const int ChecksumAt = 12;
    private const int WrittenAtAt = 16;
    private const int OwnChecksumAt = 24;

    /// <summary>The size of the header and its batch in a file.</summary>
    public long WholeLength => Size + (long)Length;

    public static SpoolRecord Create(ReadOnlySpan<byte> batch, int spans, long writtenAt) => new(batch.Length, spans, Crc32C.Compute(batch), writtenAt);

    /// <summary>Reads a header; <see langword="false"/> if <see cref="Write"/> did not write <paramref name="bytes"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out SpoolRecord record)
    {
        record = default;
        if (bytes.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[OwnChecksumAt..]) != Crc32C.Compute(bytes[..OwnChecksumAt]))
        {
            return false;
        }

        record = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[SpansAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[WrittenAtAt..]));
        return record is { Length: >= 0, Spans: >= 0 };
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[LengthAt..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[SpansAt..], Spans);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[WrittenAtAt..], WrittenAt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[OwnChecksumAt..], Crc32C.Compute(bytes[..OwnChecksumAt]));
    }
}
