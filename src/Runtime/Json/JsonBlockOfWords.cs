using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TracedLlm.Json;

/// <summary>A block where there are no vectors: eight bytes at a time in a register.</summary>
internal readonly struct JsonBlockOfWords : IJsonBlock<JsonBlockOfWords>
{
    private const ulong Each = 0x0101010101010101;
    private const ulong Bit5 = 0x20 * Each;

    private readonly Words _words;

    private JsonBlockOfWords(Words words) => _words = words;

    public ulong Quotes => Equal(0, (byte)'"');

    public ulong Backslashes => Equal(0, (byte)'\\');

    public ulong Opening => Equal(Bit5, (byte)'{');

    public ulong Closing => Equal(Bit5, (byte)'}');

    public static JsonBlockOfWords Load(ref byte start)
    {
        Words words = default;
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref start, 64);
        for (var i = 0; i < 8; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]);
        }

        return new(words);
    }

    private ulong Equal(ulong set, byte value)
    {
        var mask = 0UL;
        for (var i = 0; i < 8; i++)
        {
            // The top bit of each byte that is zero once the sought value is taken out; no byte carries into the next.
            var differing = (_words[i] | set) ^ (value * Each);
            var equal = ~(((differing & (0x7F * Each)) + (0x7F * Each)) | differing | (0x7F * Each));

            // Multiplied so that the eight bits meet, in order, in the top byte.
            mask |= ((equal >> 7) * 0x0102040810204080 >> 56) << (i * 8);
        }

        return mask;
    }

    [InlineArray(8)]
    private struct Words
    {
        private ulong _first;
    }
}
