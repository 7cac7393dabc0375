using System.Buffers.Text;

namespace TracedLlm.Json;

/// <summary>Reads numbers as RFC 8259, section 6, defines them. .NET's parsers accept more.</summary>
internal static class JsonNumber
{
    // A long holds any integer of 18 digits; the 53-bit mantissa of a double holds any integer of 15 digits.
    private const int ShortInteger = 18;
    private const int ShortMantissa = 15;

    // RFC 8259, section 6: the integers on whose value all implementations agree.
    private const double MaxExactInteger = (1L << 53) - 1;

    private static ReadOnlySpan<double> PowersOfTen => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>
    /// Reads a number with few digits that a delimiter follows. <see langword="false"/> means only that the number needs the slower
    /// <see cref="TryParseWhole"/>.
    /// </summary>
    public static bool TryTakeShort(ReadOnlySpan<byte> json, int position, out long value, out int end)
    {
        var negative = (uint)position < (uint)json.Length && json[position] == '-';
        var start = negative ? position + 1 : position;
        end = TakeDigits(json, start, 0, out var digits);
        value = negative ? -digits : digits;
        return end - start is > 0 and <= ShortInteger && (json[start] != '0' || end - start == 1) && IsEnd(json, end);
    }

    /// <inheritdoc cref="TryTakeShort(ReadOnlySpan{byte}, int, out long, out int)"/>
    public static bool TryTakeShort(ReadOnlySpan<byte> json, int position, out double value, out int end)
    {
        var negative = (uint)position < (uint)json.Length && json[position] == '-';
        var start = negative ? position + 1 : position;
        end = TakeDigits(json, start, 0, out var digits);
        var scale = 0;
        value = 0;
        if (end == start || (json[start] == '0' && end - start > 1))
        {
            return false;
        }

        if ((uint)end < (uint)json.Length && json[end] == '.')
        {
            var fraction = end + 1;
            end = TakeDigits(json, fraction, digits, out digits);
            scale = end - fraction;
            if (scale == 0)
            {
                return false;
            }
        }

        if (end - start > ShortMantissa || !IsEnd(json, end))
        {
            return false;
        }

        // Dividend and divisor are exact doubles, so that the quotient is the nearest double (Clinger, 1990).
        value = digits / PowersOfTen[scale];
        value = negative ? -value : value;
        return true;
    }

    /// <summary>Parses an integer that is written without fraction and exponent.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return IsNumber(text) && Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;
    }

    /// <summary>
    /// Parses a whole number. As in JSON Schema, <c>3.0</c> and <c>3e2</c> are whole numbers too: languages with one type of number write
    /// counts like that. Such a number is below 2^53, up to which a double has every integer.
    /// </summary>
    public static bool TryParseWhole(ReadOnlySpan<byte> text, out long value)
    {
        if (TryParse(text, out value))
        {
            return true;
        }

        value = 0;
        if (text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 || !TryParse(text, out double number) || !double.IsInteger(number) || Math.Abs(number) > MaxExactInteger)
        {
            return false;
        }

        value = (long)number;
        return true;
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

    private static bool IsEnd(ReadOnlySpan<byte> json, int position) =>
        (uint)position < (uint)json.Length && json[position] is <= (byte)' ' or (byte)',' or (byte)']' or (byte)'}';

    // The value wraps around if there are too many digits. Callers count the digits and then ignore the value.
    private static int TakeDigits(ReadOnlySpan<byte> json, int position, long before, out long value)
    {
        value = before;
        while ((uint)position < (uint)json.Length && (uint)(json[position] - '0') <= 9)
        {
            value = unchecked((value * 10) + (json[position] - '0'));
            position++;
        }

        return position;
    }
}
