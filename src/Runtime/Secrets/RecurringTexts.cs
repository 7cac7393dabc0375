namespace TracedLlm.Secrets;

/// <summary>
/// Searches texts for secrets that come with request after request, as <see cref="SecretRedaction"/> does. A text without a secret stays in
/// memory after its request (<see cref="CleanTexts"/>), so that only texts are searched here that spans show without content.
/// </summary>
internal static class RecurringTexts
{
    /// <inheritdoc cref="SecretRedaction.ContainsSecret"/>
    public static bool ContainsSecret(string text)
    {
        if (CleanTexts.Contains(text))
        {
            return false;
        }

        if (SecretRedaction.ContainsSecret(text))
        {
            return true;
        }

        CleanTexts.Add(text);
        return false;
    }

    /// <inheritdoc cref="SecretRedaction.RemoveForms"/>
    public static string RemoveForms(string text)
    {
        if (CleanTexts.Contains(text))
        {
            return text;
        }

        var rest = SecretRedaction.RemoveForms(text);
        if (ReferenceEquals(rest, text))
        {
            CleanTexts.Add(text);
        }

        return rest;
    }
}
