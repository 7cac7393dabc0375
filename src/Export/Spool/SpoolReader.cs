using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace TracedLlm.Export.Spool;

/// <summary>Reads records of an open file.</summary>
/// <param name="File">The file.</param>
/// <param name="Salt">The salt of the file.</param>
internal readonly record struct SpoolReader(SafeFileHandle File, uint Salt)
{
    /// <summary>Fills <paramref name="bytes"/>; <see langword="false"/> if the file has fewer bytes.</summary>
    public static bool TryFill(SafeFileHandle file, Span<byte> bytes, long offset)
    {
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

    /// <summary>Reads the header of a record; <see langword="false"/> if no sound header is there.</summary>
    public bool TryHeader(long offset, out SpoolRecord record)
    {
        Span<byte> header = stackalloc byte[SpoolRecord.Size];
        record = default;
        return TryFill(File, header, offset) && SpoolRecord.TryParse(header, Salt, out record);
    }

    /// <summary>Reads the batch of a record; <see langword="false"/> if its bytes have changed since they were written.</summary>
    public bool TryBatch(long offset, in SpoolRecord record, Span<byte> batch) =>
        TryFill(File, batch, offset + SpoolRecord.Size) && Crc32C.Compute(batch) == record.Checksum;

    /// <summary>Whether the batch of a record is as it was written.</summary>
    public bool IsSound(long offset, in SpoolRecord record)
    {
        var batch = ArrayPool<byte>.Shared.Rent(record.Length);
        try
        {
            return TryBatch(offset, record, batch.AsSpan(0, record.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(batch);
        }
    }
}
