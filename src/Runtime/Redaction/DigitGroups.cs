namespace TracedLlm.Redaction;

/// <summary>Digits with single signs between their groups, as people write long numbers.</summary>
internal static class DigitGroups
{
    /// <summary>Whether people write the character between the groups of a number: spaces, dashes, a dot.</summary>
    public static bool IsSeparator(char character) => character is ' ' or '-' or '.' or '\u00A0' or '\u2009' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u202F';

    /// <summary>Where the digits at <paramref name="start"/> end.</summary>
    public static int End(string text, int start)
    {
        while (start < text.Length && char.IsAsciiDigit(text[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>Whether a digit or a letter stands at a place, so that a number does not begin or end there.</summary>
    public static bool IsWord(string text, int position) => position >= 0 && position < text.Length && char.IsLetterOrDigit(text[position]);
}
