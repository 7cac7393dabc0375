namespace TracedLlm.Export.Otlp;

/// <summary>Protobuf's numbers of variable length.</summary>
internal static class Varint
{
    /// <summary>How many bytes a number takes at most.</summary>
    public const int MaxSize = 10;

    /// <summary>Writes <paramref name="value"/> and returns how many bytes it took.</summary>
    public static int Write(Span<byte> bytes, ulong value)
    {
        var size = 0;
        while (value >= 0x80)
        {
            bytes[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[size++] = (byte)value;
        return size;
    }

    /// <summary>Reads a number and removes it from <paramref name="bytes"/>; <see langword="false"/> if there is no number.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var index = 0; index < bytes.Length && index < MaxSize; index++)
        {
            value |= (ulong)(bytes[index] & 0x7F) << (7 * index);
            if (bytes[index] < 0x80)
            {
                bytes = bytes[(index + 1)..];
                return true;
            }
        }

        return false;
    }
}
