using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace TracedLlm.Json;

/// <summary>
/// Short texts that come with request after request, and need no new string each time: the names of models, tiers, users and tags. It has a
/// fixed size; a newer text takes the place of an older one. A text stays in memory after its request, so that only texts are kept that
/// spans show without content.
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

    /// <summary>Decodes UTF-8, and keeps nothing. Invalid bytes become U+FFFD.</summary>
    /// <returns>The text: the kept string if it has the same text, else a new one.</returns>
    public static string Decode(ReadOnlySpan<byte> text) => Find(text, Usual) ?? Encoding.UTF8.GetString(text);

    /// <summary>Decodes UTF-8, and keeps the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many bytes a text may have that is kept.</param>
    public static string DecodeAndKeep(ReadOnlySpan<byte> text, int longest)
    {
        if (Find(text, longest) is { } known)
        {
            return known;
        }

        var decoded = Encoding.UTF8.GetString(text);
        if (text.Length >= Shortest && text.Length <= longest && Ascii.IsValid(text))
        {
            Texts[PlaceOf(text)] = decoded;
        }

        return decoded;
    }

    /// <summary>Whether the text is kept.</summary>
    public static bool IsKept(string text)
    {
        Span<byte> bytes = stackalloc byte[Usual];
        return TryEncode(text, bytes, out var length) && Texts[PlaceOf(bytes[..length])] == text;
    }

    /// <summary>Keeps a text, if it is short.</summary>
    public static void Keep(string text)
    {
        Span<byte> bytes = stackalloc byte[Usual];
        if (TryEncode(text, bytes, out var length))
        {
            ref var place = ref Texts[PlaceOf(bytes[..length])];
            if (place != text)
            {
                place = text;
            }
        }
    }

    private static string? Find(ReadOnlySpan<byte> text, int longest) =>
        text.Length >= Shortest && text.Length <= longest && Texts[PlaceOf(text)] is { } known && Ascii.Equals(text, known) ? known : null;

    // Other texts than ASCII are never found.
    private static bool TryEncode(string text, Span<byte> bytes, out int length)
    {
        length = 0;
        return text.Length is >= Shortest and <= Usual && Ascii.FromUtf16(text, bytes, out length) == OperationStatus.Done;
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
