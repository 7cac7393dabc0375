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

    private const uint MarkNumber = 0x5254_4C54;
    private const int LengthAt = 4;
    private const int SpansAt = 8;
    private const int ChecksumAt = 12;
    private const int WrittenAtAt = 16;
    private const int OwnChecksumAt = 24;

    /// <summary>The first bytes of every header.</summary>
    public static ReadOnlySpan<byte> Mark => "TLTR"u8;

    /// <summary>The size of the header and its batch in a file.</summary>
    public long WholeLength => Size + (long)Length;

    public static SpoolRecord Create(ReadOnlySpan<byte> batch, int spans, long writtenAt) => new(batch.Length, spans, Crc32C.Compute(batch), writtenAt);

    /// <summary>Reads a header; <see langword="false"/> if <see cref="Write"/> did not write <paramref name="bytes"/> with this <paramref name="salt"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, uint salt, out SpoolRecord record) =>
        TryParseAnySalt(bytes, out record, out var written) && written == salt;

    /// <summary>Reads a header of a file whose salt is not known.</summary>
    /// <param name="bytes">The bytes of the header.</param>
    /// <param name="record">The header.</param>
    /// <param name="salt">The salt with which the header is sound.</param>
    public static bool TryParseAnySalt(ReadOnlySpan<byte> bytes, out SpoolRecord record, out uint salt)
    {
        (record, salt) = (default, 0);
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != MarkNumber)
        {
            return false;
        }

        salt = BinaryPrimitives.ReadUInt32LittleEndian(bytes[OwnChecksumAt..]) ^ Crc32C.Compute(bytes[..OwnChecksumAt]);
        record = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[SpansAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[WrittenAtAt..]));
        return record is { Length: >= 0, Spans: >= 0 };
    }

    /// <summary>Writes the header.</summary>
    /// <param name="bytes">Receives the header.</param>
    /// <param name="salt">The salt of the file, so that the content of a batch cannot pass for a record.</param>
    public void Write(Span<byte> bytes, uint salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, MarkNumber);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[LengthAt..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[SpansAt..], Spans);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[WrittenAtAt..], WrittenAt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[OwnChecksumAt..], Crc32C.Compute(bytes[..OwnChecksumAt]) ^ salt);
    }
}
