namespace TracedLlm.Samples.Gateway;

/// <summary>Recognises the names of secrets by their words: <c>dd_api_key</c>, <c>clientSecret</c>, <c>X-Auth-Token</c>, but not <c>prompt_cache_key</c> or <c>max_tokens</c>.</summary>
internal static class SecretNames
{
    private static readonly FieldNames Words = FieldNames.Parse("apikey authorization bearer cookie credential credentials passphrase passwd password passwords pwd secret secrets");

    /// <summary>The words that make a secret of a following <c>key</c>.</summary>
    private static readonly FieldNames OfKey = FieldNames.Parse("access account api auth encryption ingestion license master private secret service signing space ssh subscription");

    /// <summary>The words that make a secret of a following <c>token</c>.</summary>
    private static readonly FieldNames OfToken = FieldNames.Parse("access ad api auth bearer bot csrf id identity oauth oidc private refresh sas secret security session");

    private const int LongestWord = 32;

    public static bool Contains(ReadOnlySpan<char> name)
    {
        Span<char> word = stackalloc char[LongestWord];
        Span<char> before = stackalloc char[LongestWord];
        var lengthBefore = 0;
        for (var start = 0; start < name.Length;)
        {
            var end = WordEnd(name, start);
            if (end > start)
            {
                var length = name[start..Math.Min(end, start + LongestWord)].ToLowerInvariant(word);
                if (IsSecret(word[..length], before[..lengthBefore]))
                {
                    return true;
                }

                word[..length].CopyTo(before);
                lengthBefore = length;
            }

            start = Math.Max(end, start + 1);
        }

        return false;
    }

    private static bool IsSecret(ReadOnlySpan<char> word, ReadOnlySpan<char> before) =>
        Words.Contains(word)
        || (word is "key" or "keys" && OfKey.Contains(before))
        || (word is "token" or "tokens" && OfToken.Contains(before));

    // A word ends at a sign, and in front of a capital that follows a small letter or that begins a word of small letters.
    private static int WordEnd(ReadOnlySpan<char> name, int start)
    {
        var end = start;
        while (end < name.Length && char.IsLetterOrDigit(name[end])
            && (end == start || !char.IsUpper(name[end]) || (char.IsUpper(name[end - 1]) && (end + 1 == name.Length || !char.IsLower(name[end + 1])))))
        {
            end++;
        }

        return end;
    }
}
