namespace TracedLlm.Streams;

/// <summary>The check sum CRC-32 of IEEE 802.3, which .NET has only in a package of its own.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320; // Reversed.

    // Four tables, so that a step takes four bytes (M. Kounavis and F. Berry, "A Systematic Approach to Building High Performance
    // Software-Based CRC Generators", 2005).
    private static readonly uint[][] Tables = MakeTables();

    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The check sum of bytes that follow those with the check sum <paramref name="sum"/>.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        var (first, second, third, fourth) = (Tables[0], Tables[1], Tables[2], Tables[3]);
        sum = ~sum;
        while (bytes.Length >= 4)
        {
            sum ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            sum = fourth[(byte)sum] ^ third[(byte)(sum >> 8)] ^ second[(byte)(sum >> 16)] ^ first[sum >> 24];
            bytes = bytes[4..];
        }

        foreach (var value in bytes)
        {
            sum = first[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        return ~sum;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = [new uint[256], new uint[256], new uint[256], new uint[256]];
        for (var value = 0u; value < 256; value++)
        {
            var sum = value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial;
            }

            tables[0][value] = sum;
        }

        for (var value = 0; value < 256; value++)
        {
            for (var table = 1; table < tables.Length; table++)
            {
                var sum = tables[table - 1][value];
                tables[table][value] = tables[0][(byte)sum] ^ (sum >> 8);
            }
        }

        return tables;
    }
}
