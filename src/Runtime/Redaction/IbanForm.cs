namespace TracedLlm.Redaction;

/// <summary>Numbers of bank accounts, whose check digits are right (ISO 13616): <c>DE89 3704 0044 0532 0130 00</c>.</summary>
internal static class IbanForm
{
    public const string Replacement = "[bank account]";

    private const int Shortest = 15;
    private const int Longest = 34;

    /// <inheritdoc cref="FormSearch"/>
    public static Range? Find(string text, int from)
    {
        for (var start = from; start + Shortest <= text.Length; start++)
        {
            if (char.IsAsciiLetterUpper(text[start]) && char.IsAsciiLetterUpper(text[start + 1]) && char.IsAsciiDigit(text[start + 2]) && char.IsAsciiDigit(text[start + 3])
                && !DigitGroups.IsWord(text, start - 1) && FindEnd(text, start) is > 0 and var end)
            {
                return start..end;
            }
        }

        return null;
    }

    // Words may follow behind a space, so that every end of a group is tried, the last one first.
    private static int FindEnd(string text, int start)
    {
        Span<char> number = stackalloc char[Longest];
        var count = 0;
        var found = 0;
        for (var position = start; position < text.Length && count < Longest; position++)
        {
            var character = text[position];
            if (char.IsAsciiDigit(character) || char.IsAsciiLetterUpper(character))
            {
                number[count++] = character;
                found = count >= Shortest && !DigitGroups.IsWord(text, position + 1) && HasCheckDigits(number[..count]) ? position + 1 : found;
            }
            else if (!DigitGroups.IsSeparator(character) || !DigitGroups.IsWord(text, position + 1))
            {
                break;
            }
        }

        return found;
    }

    // The remainder of the number by 97, with the first four characters at its end and letters as 10 to 35.
    private static bool HasCheckDigits(ReadOnlySpan<char> number)
    {
        var rest = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var character = number[(i + 4) % number.Length];
            rest = char.IsAsciiDigit(character) ? ((rest * 10) + character - '0') % 97 : ((rest * 100) + character - 'A' + 10) % 97;
        }

        return rest == 1;
    }
}
