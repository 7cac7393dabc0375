using System.Numerics;
using System.Runtime.InteropServices;

namespace TracedLlm.Secrets;

/// <summary>
/// Texts that were searched lately and have no secret. The same names, models, keys and addresses come with request after request, and a
/// comparison is several times faster than a search. It has a fixed size; a newer text takes the place of an older one.
/// </summary>
internal static class CleanTexts
{
    // A shorter text has no secret at all (SecretMarks), and four characters are read from both ends. A longer one seldom comes again.
    private const int Shortest = 8;
    private const int Longest = 128;

    // A power of two. With the longest texts it is 128 KiB.
    private const int Places = 512;
    private const int PlaceBits = 9;

    private const int Word = 4;

    // 2^64 divided by the golden ratio: multiplied with it, close numbers have distant high bits (Knuth, The Art of Computer Programming, 6.4).
    private const ulong Spread = 0x9E3779B97F4A7C15;

    // Read and written without a lock: a place has one text or another, and a text never changes.
    private static readonly string?[] Texts = new string?[Places];

    /// <summary>Whether <paramref name="text"/> is known to have no secret.</summary>
    public static bool Contains(string text) => text.Length is >= Shortest and <= Longest && text == Texts[PlaceOf(text)];

    /// <summary>Adds a text that has no secret.</summary>
    public static void Add(string text)
    {
        if (text.Length is >= Shortest and <= Longest)
        {
            Texts[PlaceOf(text)] = text;
        }
    }

    private static int PlaceOf(string text)
    {
        var characters = MemoryMarshal.AsBytes(text.AsSpan());
        var first = MemoryMarshal.Read<ulong>(characters);
        var middle = MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text.AsSpan((text.Length - Word) / 2)));
        var last = MemoryMarshal.Read<ulong>(characters[^(Word * sizeof(char))..]);
        var mixed = (first ^ BitOperations.RotateLeft(middle, 21) ^ BitOperations.RotateLeft(last, 43)) + (ulong)text.Length;
        return (int)((mixed * Spread) >> (64 - PlaceBits));
    }
}
