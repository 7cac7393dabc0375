using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TracedLlm.Export.Spool;

/// <summary>The first bytes of a file: its version, its salt, and the position up to which it was acknowledged. <c>docs/spool.md</c> has the layout.</summary>
/// <param name="Form">Whether the version and the salt can be relied on.</param>
/// <param name="Salt">The number that the checksums of the records' headers contain; 0 in files of version 1.</param>
/// <param name="Position">The offset of the first record that is not acknowledged; <see langword="null"/> if it cannot be read.</param>
internal readonly record struct SpoolFileHeader(SpoolFileForm Form, uint Salt, long? Position)
{
    /// <summary>How many bytes it has, which is before the first record.</summary>
    public const int Size = 32;

    /// <summary>Where the position and its checksum are.</summary>
    public const int PositionAt = 16;

    /// <summary>How many bytes the position and its checksum have.</summary>
    public const int PositionSize = PositionChecksumAt + sizeof(uint) - PositionAt;

    private const ulong Mark = 0x4C4F_4F50_534D_4C54;
    private const uint FirstVersion = 1;
    private const uint Version = 2;
    private const int VersionAt = 8;
    private const int SaltAt = 12;
    private const int PositionChecksumAt = 24;
    private const int FormChecksumAt = 28;

    /// <summary>A salt that no caller can know.</summary>
    public static uint NewSalt()
    {
        Span<byte> salt = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(salt);
        return BinaryPrimitives.ReadUInt32LittleEndian(salt);
    }

    /// <summary>Whether the bytes of a file that is shorter than a header are the beginning of one, or zeros that were never written.</summary>
    public static bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        Span<byte> mark = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(mark, Mark);
        var shared = Math.Min(bytes.Length, mark.Length);
        return bytes[..shared].SequenceEqual(mark[..shared]) || !bytes.ContainsAnyExcept((byte)0);
    }

    public static SpoolFileHeader Parse(ReadOnlySpan<byte> bytes)
    {
        var salt = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SaltAt..]);
        return new(ReadForm(bytes, salt), salt, ReadPosition(bytes[PositionAt..]));
    }

    public static void Write(Span<byte> bytes, uint salt, long position)
    {
        bytes[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Mark);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[VersionAt..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SaltAt..], salt);
        WritePosition(bytes[PositionAt..], position);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[FormChecksumAt..], Crc32C.Compute(bytes[..PositionAt]));
    }

    public static void WritePosition(Span<byte> bytes, long position)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, position);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[sizeof(long)..], Crc32C.Compute(bytes[..sizeof(long)]));
    }

    private static long? ReadPosition(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(long)..]) == Crc32C.Compute(bytes[..sizeof(long)])
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
            : null;

    // Version 1 has no checksum of these bytes, and zeros in the place of the salt.
    private static SpoolFileForm ReadForm(ReadOnlySpan<byte> bytes, uint salt)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Mark)
        {
            return SpoolFileForm.Damaged;
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionAt..]);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FormChecksumAt..]);
        return checksum == Crc32C.Compute(bytes[..PositionAt]) ? version == Version ? SpoolFileForm.Known : SpoolFileForm.Later
            : version == FirstVersion && salt == 0 && checksum == 0 ? SpoolFileForm.Known
            : SpoolFileForm.Damaged;
    }
}
