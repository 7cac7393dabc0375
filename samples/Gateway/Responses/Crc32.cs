namespace TracedLlm.Samples.Gateway;

/// <summary>The checksum of Amazon's event frames: CRC-32 of ISO 3309, as in gzip.</summary>
internal static class Crc32
{
    // The polynomial of ISO 3309 with its bits reversed.
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(EntryFor)];

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        return ~sum;
    }

    private static uint EntryFor(int value)
    {
        var entry = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial;
        }

        return entry;
    }
}
