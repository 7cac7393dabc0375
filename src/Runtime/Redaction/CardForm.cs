namespace TracedLlm.Redaction;

/// <summary>Numbers of payment cards, whose last digit is checked as ISO/IEC 7812-1 says (Luhn).</summary>
internal static class CardForm
{
    public const string Replacement = "[card number]";

    private const int Shortest = 13;
    private const int Longest = 19;

    /// <inheritdoc cref="FormSearch"/>
    public static Range? Find(string text, int from)
    {
        for (var start = from; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]))
            {
                continue;
            }

            // The issuers of cards that people have begin with 2 to 6; 1 begins the milliseconds of a time.
            var end = DigitGroups.End(text, start);
            if (text[start] is >= '2' and <= '6' && !DigitGroups.IsWord(text, start - 1) && FindEnd(text, start, end) is > 0 and var found)
            {
                return start..found;
            }

            start = end;
        }

        return null;
    }

    // A number is whole groups: what follows it, such as the date of expiry, has separators too.
    private static int FindEnd(string text, int start, int endOfGroup)
    {
        Span<char> digits = stackalloc char[Longest];
        var count = 0;
        var group = start;
        while (endOfGroup - group + count <= Longest)
        {
            text.AsSpan(group, endOfGroup - group).CopyTo(digits[count..]);
            count += endOfGroup - group;
            if (count >= Shortest && !DigitGroups.IsWord(text, endOfGroup) && HasCheckDigit(digits[..count]))
            {
                return endOfGroup;
            }

            if (endOfGroup + 1 >= text.Length || !DigitGroups.IsSeparator(text[endOfGroup]) || !char.IsAsciiDigit(text[endOfGroup + 1]))
            {
                return 0;
            }

            group = endOfGroup + 1;
            endOfGroup = DigitGroups.End(text, group);
        }

        return 0;
    }

    private static bool HasCheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            digit *= 1 + (i & 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}
