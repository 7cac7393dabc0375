using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace TracedLlm.Export.Spool;

/// <summary>Searches a file for the headers of records, where no sound record says where the next one is.</summary>
internal static class SpoolSearch
{
    private const int ChunkSize = 64 * 1024;

    // Without the salt every mark in a batch may begin a header. The file is not read more often than this to find out.
    private const int MostReadings = 4;

    /// <summary>The offset of the first sound header at or behind <paramref name="from"/>, or <paramref name="end"/>.</summary>
    public static long FindHeader(SpoolReader reader, long from, long end)
    {
        foreach (var (offset, _, salt) in FindHeaders(reader.File, from, end))
        {
            if (salt == reader.Salt)
            {
                return offset;
            }
        }

        return end;
    }

    /// <summary>The salt of a file whose own header is damaged, and the first sound record, which shows it.</summary>
    /// <returns><see langword="null"/> if the file has no sound record.</returns>
    public static (uint Salt, long Offset)? FindSalt(SafeFileHandle file, long end)
    {
        var left = (end * MostReadings) + ChunkSize;
        foreach (var (offset, record, salt) in FindHeaders(file, 0, end))
        {
            // The checksum of an empty batch proves nothing.
            if (record.Length == 0 || offset + record.WholeLength > end)
            {
                continue;
            }

            if (new SpoolReader(file, salt).IsSound(offset, record))
            {
                return (salt, offset);
            }

            left -= record.Length;
            if (left < 0)
            {
                break;
            }
        }

        return null;
    }

    // Everything that can be a header, with the salt that makes it one.
    private static IEnumerable<(long Offset, SpoolRecord Record, uint Salt)> FindHeaders(SafeFileHandle file, long from, long end)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            while (from + SpoolRecord.Size <= end)
            {
                var read = RandomAccess.Read(file, chunk.AsSpan(0, (int)Math.Min(ChunkSize, end - from)), from);
                if (read < SpoolRecord.Size)
                {
                    yield break;
                }

                var start = 0;
                while (chunk.AsSpan(start, read - start).IndexOf(SpoolRecord.Mark) is var found and >= 0 && start + found + SpoolRecord.Size <= read)
                {
                    start += found;
                    if (SpoolRecord.TryParseAnySalt(chunk.AsSpan(start, SpoolRecord.Size), out var record, out var salt))
                    {
                        yield return (from + start, record, salt);
                    }

                    start++;
                }

                // A header may begin in this chunk and end in the next one.
                from += read - (SpoolRecord.Size - 1);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
