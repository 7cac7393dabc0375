namespace TracedLlm.Redaction;

/// <summary>
/// Telephone numbers: <c>+49 30 123456</c> and <c>0049…</c> (ITU-T E.164), <c>030 1234567</c> with a separator, and
/// <c>(212) 555-0100</c> of North America. Dates, addresses of hosts and plain numbers have other forms.
/// </summary>
internal static class PhoneForm
{
    public const string Replacement = "[phone number]";

    // E.164: 15 digits; the shortest numbers with a country's code have about 8.
    private const int Shortest = 8;
    private const int ShortestNational = 9;
    private const int Longest = 15;
    private const int NorthAmerican = 10;
    private const int LongestText = 32;

    /// <inheritdoc cref="FormSearch"/>
    public static Range? Find(string text, int from)
    {
        for (var start = from; start < text.Length; start++)
        {
            if (!(char.IsAsciiDigit(text[start]) || text[start] is '+' or '(') || DigitGroups.IsWord(text, start - 1) || IsInNumber(text, start))
            {
                continue;
            }

            if (FindEnd(text, start) is > 0 and var end)
            {
                return start..end;
            }

            // The rest of the same number is no other one.
            start = char.IsAsciiDigit(text[start]) ? DigitGroups.End(text, start) - 1 : start;
        }

        return null;
    }

    // 1.000.000.000
    private static bool IsInNumber(string text, int start) => start > 1 && text[start - 1] is '.' or ',' && char.IsAsciiDigit(text[start - 2]);

    private static int FindEnd(string text, int start)
    {
        Span<int> groups = stackalloc int[LongestText];
        var count = 0;
        var digits = 0;
        var end = 0;
        var last = Math.Min(text.Length, start + LongestText);
        var position = text[start] == '+' ? start + 1 : start;
        var isInParentheses = position < last && text[position] == '(';
        while (position < last)
        {
            if (text[position] is '(' or ')' or '/' || (DigitGroups.IsSeparator(text[position]) && digits > 0))
            {
                // At most two signs stand between two groups: ") ".
                if (position - end > 1 && digits > 0)
                {
                    break;
                }

                position++;
                continue;
            }

            if (!char.IsAsciiDigit(text[position]))
            {
                break;
            }

            end = DigitGroups.End(text, position);
            groups[count++] = end - position;
            digits += end - position;
            position = end;
            if (digits > Longest)
            {
                return 0;
            }
        }

        if (end == 0 || DigitGroups.IsWord(text, end))
        {
            return 0;
        }

        var isNumber = text[start] == '+' || text.AsSpan(start).StartsWith("00", StringComparison.Ordinal) ? digits >= Shortest
            : isInParentheses ? digits >= ShortestNational && count > 1
            : text[start] == '0' ? digits >= ShortestNational && count is > 1 and < 6 && groups[0] is > 2 and < 7
            : digits == NorthAmerican ? count == 3 && groups[0] == 3 && groups[1] == 3
            : digits == NorthAmerican + 1 && text[start] == '1' && count == 4 && groups[1] == 3 && groups[2] == 3;
        return isNumber ? end : 0;
    }
}
