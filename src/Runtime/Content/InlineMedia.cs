using System.Buffers;
using System.Text;

namespace TracedLlm.Content;

/// <summary>
/// Finds images, sounds and files in base64 within JSON and texts: whole strings, and data URLs and long runs anywhere in a string.
/// </summary>
internal static class InlineMedia
{
    // A file of any format has more than 23 bytes: an image of one pixel has 26 at least (WebP).
    private const int ShortestNamed = 32;

    // A string whose name says nothing. Ids and keys are shorter.
    private const int ShortestUnnamed = 256;

    // A run within a text, such as the result of a tool that is JSON in a string. It covers a whole block, wherever it begins.
    private const int ShortestRun = 2 * Block;
    private const int Block = 256;

    // Bytes of any format have most of the 64 characters; a line of one letter has one.
    private const int LeastDistinct = 16;

    // "data:application/vnd.openxmlformats-officedocument.wordprocessingml.document;name=…"
    private const int LongestType = 256;

    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=";

    private static readonly SearchValues<byte> Characters = SearchValues.Create(Encoding.ASCII.GetBytes(Base64));
    private static readonly SearchValues<byte> EscapedCharacters = SearchValues.Create(Encoding.ASCII.GetBytes(Base64 + "\\"));
    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef-"u8);
    private static readonly SearchValues<byte> NotInType = SearchValues.Create("\"' \t\r\n(),"u8);

    /// <summary>The members that have encoded bytes in the APIs of providers, in MCP and in the results of tools.</summary>
    private static readonly byte[][] Names =
    [
        "data"u8.ToArray(), "bytes"u8.ToArray(), "blob"u8.ToArray(), "base64"u8.ToArray(), "b64_json"u8.ToArray(), "partial_image_b64"u8.ToArray(),
        "file_data"u8.ToArray(), "image_base64"u8.ToArray(), "audio_base64"u8.ToArray(), "bytesBase64Encoded"u8.ToArray(), "imageBytes"u8.ToArray(),
    ];

    /// <summary>Whether a string without escapes may be or contain media. Most strings are too short, and this is found out faster than whether they are.</summary>
    public static bool MayBe(ReadOnlySpan<byte> text) => text.Length >= ShortestNamed || text.Contains((byte)';');

    /// <summary>Returns the notice of a string that is base64 as a whole; <see langword="null"/> if it is not.</summary>
    /// <param name="name">The name of the member with the string; empty if it has none.</param>
    /// <param name="text">The string without the escapes of JSON.</param>
    public static string? Describe(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (text.Length < ShortestNamed || text.IndexOfAnyExcept(Characters) >= 0)
        {
            return null;
        }

        var isMedia = IsNamed(name) ? text.IndexOfAnyExcept(Hexadecimal) >= 0 : text.Length >= ShortestUnnamed && IsMixed(text);
        return isMedia ? InlineNotice.Describe("data", text) : null;
    }

    /// <summary>Returns a text with a notice in the place of each data URL and of each long run of base64; <see langword="null"/> if it has none.</summary>
    /// <param name="text">The text, with or without the escapes of JSON.</param>
    public static byte[]? ReplaceWithin(ReadOnlySpan<byte> text)
    {
        var rest = ReplaceDataUrls(text);
        return ReplaceRuns(rest is null ? text : rest) ?? rest;
    }

    private static byte[]? ReplaceDataUrls(ReadOnlySpan<byte> text)
    {
        ArrayBufferWriter<byte>? to = null;
        var from = 0;
        var copied = 0;
        while (text[from..].IndexOf(";base64,"u8) is >= 0 and var offset)
        {
            var comma = from + offset + ";base64,"u8.Length;
            var least = Math.Max(copied, from + offset - LongestType);
            var start = text[least..(from + offset)].LastIndexOf("data:"u8);
            from = comma;
            if (start < 0)
            {
                continue;
            }

            start += least;
            var type = text[(start + "data:"u8.Length)..(comma - ";base64,"u8.Length)];
            var length = LengthOf(text[comma..]);
            if (length < 4 || type.IndexOfAny(NotInType) >= 0)
            {
                continue;
            }

            to ??= new(text.Length);
            to.Write(text[copied..start]);
            to.Write(Encoding.UTF8.GetBytes(InlineNotice.Describe(NameOf(type), text.Slice(comma, length))));
            from = copied = comma + length;
        }

        to?.Write(text[copied..]);
        return to?.WrittenSpan.ToArray();
    }

    private static byte[]? ReplaceRuns(ReadOnlySpan<byte> text)
    {
        ArrayBufferWriter<byte>? to = null;
        var copied = 0;
        for (var block = 0; block + Block <= text.Length; block += Block)
        {
            if (text.Slice(block, Block).IndexOfAnyExcept(Characters) >= 0)
            {
                continue;
            }

            var start = copied + text[copied..block].LastIndexOfAnyExcept(Characters) + 1;
            if (start > 0 && text[start - 1] == '\\')
            {
                // The letter of an escape: \n, \u000A.
                start += text[start] == 'u' ? 5 : 1;
            }

            var end = text[block..].IndexOfAnyExcept(Characters) is >= 0 and var length ? block + length : text.Length;
            var run = text[start..end];
            if (run.Length >= ShortestRun && IsMixed(run))
            {
                to ??= new(text.Length);
                to.Write(text[copied..start]);
                to.Write(Encoding.UTF8.GetBytes(InlineNotice.Describe("data", run)));
                copied = end;
            }

            block += (end - block) / Block * Block;
        }

        to?.Write(text[copied..]);
        return to?.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Returns base64 without the escapes of JSON: an encoder may escape its slashes, and break its lines. <see langword="null"/> if another
    /// character is escaped.
    /// </summary>
    public static byte[]? Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept(EscapedCharacters) >= 0)
        {
            return null;
        }

        var plain = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain[length++] = text[i];
            }
            else if (++i < text.Length && text[i] == '/')
            {
                plain[length++] = text[i];
            }
            else if (i < text.Length && text[i] is not ((byte)'n' or (byte)'r'))
            {
                return null;
            }
        }

        return plain[..length];
    }

    private static bool IsNamed(ReadOnlySpan<byte> name)
    {
        foreach (var known in Names)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    // Identifiers and numbers of any length have letters of one case, or no digits.
    private static bool IsMixed(ReadOnlySpan<byte> text)
    {
        UInt128 seen = 0;
        foreach (var character in text)
        {
            seen |= UInt128.One << character;
        }

        return UInt128.PopCount(seen) >= LeastDistinct && text.ContainsAnyInRange((byte)'a', (byte)'z') && text.ContainsAnyInRange((byte)'A', (byte)'Z') && text.ContainsAnyInRange((byte)'0', (byte)'9');
    }

    // The type without its parameters, and without the escapes of JSON.
    private static string NameOf(ReadOnlySpan<byte> type)
    {
        var end = type.IndexOf((byte)';');
        var name = Encoding.UTF8.GetString(end < 0 ? type : type[..end]).Replace("\\/", "/", StringComparison.Ordinal);
        return name.Length == 0 ? "data" : name;
    }

    // The base64 at the beginning of a text. A backslash belongs to it if it escapes a slash.
    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExcept(EscapedCharacters) is >= 0 and var end ? end : text.Length;
        for (var from = 0; text[from..length].IndexOf((byte)'\\') is >= 0 and var offset; from += offset + 2)
        {
            if (from + offset + 1 >= length || text[from + offset + 1] != '/')
            {
                return from + offset;
            }
        }

        return length;
    }
}
