using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace TracedLlm.Json;

/// <summary>
/// Short texts that were decoded lately: the names of models, tiers, users and tags come with request after request, and need no new string
/// each time. It has a fixed size; a newer text takes the place of an older one.
/// </summary>
internal static class RecentTexts
{
    // Four bytes are read from both ends.
    private const int Shortest = 4;

    // A longer text seldom comes again: an id of an answer, a sentence.
    private const int Usual = 32;

    // A power of two.
    private const int Places = 512;
    private const int PlaceBits = 9;

    // 2^32 divided by the golden ratio: multiplied with it, close numbers have distant high bits (Knuth, The Art of Computer Programming, 6.4).
    private const uint Spread = 0x9E3779B9;

    // Read and written without a lock: a place has one text or another, and a text never changes.
    private static readonly string?[] Texts = new string?[Places];

    /// <summary>Decodes UTF-8. Invalid bytes become U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many bytes a text may have that is expected to come again.</param>
    public static string Decode(ReadOnlySpan<byte> text, int longest = Usual)
    {
        if (text.Length < Shortest || text.Length > longest)
        {
            return Encoding.UTF8.GetString(text);
        }

        ref var place = ref Texts[PlaceOf(text)];
        if (place is { } known && Ascii.Equals(text, known))
        {
            return known;
        }

        return place = Encoding.UTF8.GetString(text);
    }

    private static int PlaceOf(ReadOnlySpan<byte> text)
    {
        var first = MemoryMarshal.Read<uint>(text);
        var middle = MemoryMarshal.Read<uint>(text[((text.Length - Shortest) / 2)..]);
        var last = MemoryMarshal.Read<uint>(text[^Shortest..]);
        var mixed = (first ^ BitOperations.RotateLeft(middle, 11) ^ BitOperations.RotateLeft(last, 21)) + (uint)text.Length;
        return (int)((mixed * Spread) >> (32 - PlaceBits));
    }
}
