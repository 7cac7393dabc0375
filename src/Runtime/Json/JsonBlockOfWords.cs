using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TracedLlm.Json;

/// <summary>A block in eight words of 64 bits, for a processor without vectors.</summary>
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
            // A byte that equals the value is 0 in `differing`. The sum or the byte itself has the top bit of any other byte
            // set, without a carry into the next byte. After the inversion only the top bits of equal bytes are 1.
            var differing = (_words[i] | set) ^ (value * Each);
            var equal = ~(((differing & (0x7F * Each)) + (0x7F * Each)) | differing | (0x7F * Each));

            // The product moves the eight bits, in their order, into the top byte.
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
