namespace TracedLlm.Payloads.Tests.Fuzzing;

/// <summary>Breaks documents: cuts them off, drops, doubles and overwrites bytes with those that mean something to JSON.</summary>
internal static class Mutations
{
    private static readonly byte[] Telling = [.. "\"\\{}[]:,0123456789-+.eEtfnu \n"u8, 0x00, 0x01, 0x1F, 0x7F, 0x80, 0xBF, 0xC3, 0xE2, 0xEF, 0xF0, 0xFF];

    /// <summary>Writes a mutation of <paramref name="document"/> to <paramref name="buffer"/>; returns its length.</summary>
    public static int Apply(ReadOnlySpan<byte> document, Span<byte> buffer, Random random)
    {
        document.CopyTo(buffer);
        var length = document.Length;
        for (var left = random.Next(1, 5); left > 0 && length > 1; left--)
        {
            var at = random.Next(length);
            switch (random.Next(6))
            {
                case 0:
                    buffer[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 1:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    length = at;
                    break;
                case 3:
                    buffer[(at + 1)..length].CopyTo(buffer[at..]);
                    length--;
                    break;
                case 4 when length + 70 <= buffer.Length:
                    // A run as long as a block, for the carries between blocks.
                    var run = random.Next(1, 70);
                    buffer[at..length].CopyTo(buffer[(at + run)..]);
                    buffer.Slice(at, run).Fill(Telling[random.Next(8)]);
                    length += run;
                    break;
                case 5 when length * 2 <= buffer.Length:
                    buffer[at..length].CopyTo(buffer[length..]);
                    length += length - at;
                    break;
            }
        }

        return length;
    }
}
