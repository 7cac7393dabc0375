using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TracedLlm.Json;

/// <summary>Decodes the content of a JSON string, without its quotes.</summary>
internal static class JsonText
{
    // Longer texts are unescaped in pooled memory, because a stack frame should stay small.
    private const int MostOnStack = 512;

    /// <summary>Decodes a text. Invalid UTF-8 and lone surrogates become U+FFFD.</summary>
    /// <returns>The text; <see langword="null"/> if an escape is invalid.</returns>
    public static string? Decode(ReadOnlySpan<byte> json, bool escaped)
    {
        if (!escaped)
        {
            return RecentTexts.Decode(json);
        }

        var pooled = json.Length > MostOnStack ? ArrayPool<byte>.Shared.Rent(json.Length) : null;
        var unescaped = pooled ?? stackalloc byte[MostOnStack];
        var text = TryUnescape(json, unescaped, out var written) ? Encoding.UTF8.GetString(unescaped[..written]) : null;
        if (pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }

        return text;
    }

    /// <summary>Writes the text in UTF-8 without escapes. The result is never longer than <paramref name="json"/>.</summary>
    /// <returns><see langword="false"/> if an escape is invalid or the destination is too short.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> json, Span<byte> destination, out int written)
    {
        written = 0;
        while (true)
        {
            var plain = json.IndexOf((byte)'\\');
            if (plain < 0)
            {
                return TryAppend(json, destination, ref written);
            }

            if (!TryAppend(json[..plain], destination, ref written) || !TryTakeEscape(json[plain..], destination, ref written, out var length))
            {
                return false;
            }

            json = json[(plain + length)..];
        }
    }

    private static bool TryAppend(ReadOnlySpan<byte> text, Span<byte> destination, ref int written)
    {
        if (!text.TryCopyTo(destination[written..]))
        {
            return false;
        }

        written += text.Length;
        return true;
    }

    private static bool TryTakeEscape(ReadOnlySpan<byte> json, Span<byte> destination, ref int written, out int length)
    {
        length = 2;
        Rune rune;
        if (json is [_, (byte)'u', ..])
        {
            if (!TryCodeUnit(json, out var unit))
            {
                return false;
            }

            length = 6;
            if (!Rune.TryCreate(unit, out rune))
            {
                if (TryCodeUnit(json[6..], out var low) && Rune.TryCreate(unit, low, out rune))
                {
                    length = 12;
                }
                else
                {
                    rune = Rune.ReplacementChar;
                }
            }
        }
        else if (json is [_, var letter, ..] && Unescaped(letter) is var plain and not '\0')
        {
            rune = new Rune(plain);
        }
        else
        {
            return false;
        }

        if (!rune.TryEncodeToUtf8(destination[written..], out var bytes))
        {
            return false;
        }

        written += bytes;
        return true;
    }

    private static bool TryCodeUnit(ReadOnlySpan<byte> json, out char unit)
    {
        unit = '\0';
        if (json is not [(byte)'\\', (byte)'u', var a, var b, var c, var d, ..]
            || !char.IsAsciiHexDigit((char)a) || !char.IsAsciiHexDigit((char)b) || !char.IsAsciiHexDigit((char)c) || !char.IsAsciiHexDigit((char)d)
            || !Utf8Parser.TryParse(json.Slice(2, 4), out ushort value, out _, 'x'))
        {
            return false;
        }

        unit = (char)value;
        return true;
    }

    private static char Unescaped(byte letter) => letter switch
    {
        (byte)'"' => '"',
        (byte)'\\' => '\\',
        (byte)'/' => '/',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => '\0',
    };
}
