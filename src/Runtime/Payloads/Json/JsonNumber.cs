using System.Buffers.Text;

namespace TracedLlm;

/// <summary>Numbers as JSON writes them (RFC 8259, section 6), which is less than .NET's parsers take.</summary>
internal static class JsonNumber
{
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return IsNumber(text) && Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        return IsNumber(text) && Utf8Parser.TryParse(text, out value, out var read) && read == text.Length && double.IsFinite(value);
    }

    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'-', ..])
        {
            text = text[1..];
        }

        if (text is [(byte)'0', ..])
        {
            text = text[1..];
        }
        else if (!TakeDigits(ref text))
        {
            return false;
        }

        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            if (!TakeDigits(ref text))
            {
                return false;
            }
        }

        if (text is [(byte)'e' or (byte)'E', ..])
        {
            text = text is [_, (byte)'+' or (byte)'-', ..] ? text[2..] : text[1..];
            if (!TakeDigits(ref text))
            {
                return false;
            }
        }

        return text.IsEmpty;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : text.Length;
        text = text[count..];
        return count > 0;
    }
}
