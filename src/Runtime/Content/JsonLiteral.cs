namespace TracedLlm.Content;

/// <summary>Recognises the JSON values that are written as they are, without a parser: switches, <c>null</c>, and numbers without an exponent.</summary>
internal static class JsonLiteral
{
    /// <summary>Whether <paramref name="value"/> is one of these. Another value may be valid JSON too.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> value) =>
        value is [(byte)'t', ..] ? value.SequenceEqual("true"u8)
        : value is [(byte)'f', ..] ? value.SequenceEqual("false"u8)
        : value is [(byte)'n', ..] ? value.SequenceEqual("null"u8)
        : IsPlainNumber(value);

    private static bool IsPlainNumber(ReadOnlySpan<byte> value)
    {
        var digits = value is [(byte)'-', ..] ? value[1..] : value;
        var whole = digits.IndexOf((byte)'.');
        if (whole >= 0 && !IsDigits(digits[(whole + 1)..]))
        {
            return false;
        }

        digits = whole < 0 ? digits : digits[..whole];
        return IsDigits(digits) && (digits.Length == 1 || digits[0] != '0');
    }

    private static bool IsDigits(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
