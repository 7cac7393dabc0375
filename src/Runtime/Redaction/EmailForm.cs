namespace TracedLlm.Redaction;

/// <summary>E-mail addresses: <c>name@host.example</c>, also with <c>%40</c> as a URL has it.</summary>
internal static class EmailForm
{
    public const string Replacement = "[e-mail]";

    // RFC 5321, 4.5.3.1.
    private const int MaxLocal = 64;
    private const int MaxDomain = 255;

    /// <inheritdoc cref="FormSearch"/>
    public static Range? Find(string text, int from)
    {
        var position = from;
        while (position < text.Length && text.AsSpan(position).IndexOfAny('@', '%') is >= 0 and var next)
        {
            var at = position + next;
            var behind = text[at] == '@' ? at + 1 : text.AsSpan(at).StartsWith("%40", StringComparison.Ordinal) ? at + 3 : -1;
            position = at + 1;
            if (behind < 0)
            {
                continue;
            }

            var start = at;
            var first = Math.Max(from, at - MaxLocal);
            while (start > first && IsLocal(text[start - 1]))
            {
                start--;
            }

            while (start < at && text[start] == '.')
            {
                start++;
            }

            var end = EndOfDomain(text, behind);
            if (start < at && end > behind)
            {
                return start..end;
            }
        }

        return null;
    }

    // The domain has two labels at least, and the last one has letters.
    private static int EndOfDomain(string text, int start)
    {
        var end = start;
        var last = Math.Min(text.Length, start + MaxDomain);
        while (end < last && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '.'))
        {
            end++;
        }

        while (end > start && text[end - 1] is '-' or '.')
        {
            end--;
        }

        var dot = text.AsSpan(start, end - start).LastIndexOf('.');
        return dot > 0 && end - start - dot > 2 && char.IsLetter(text[start + dot + 1]) ? end : start;
    }

    private static bool IsLocal(char character) => char.IsLetterOrDigit(character) || character is '.' or '_' or '+' or '-' or '~' or '!';
}
