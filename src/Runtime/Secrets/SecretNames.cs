namespace TracedLlm.Secrets;

/// <summary>
/// Recognises names that may be the names of secrets, wherever the word stands in the name. The library replaces the values of such names
/// in the texts of failures and in raw bodies. For metadata see <see cref="SecretWords"/>.
/// </summary>
internal static class SecretNames
{
    // Bounds the stack memory. A longer name is searched in windows.
    private const int MaxNameLength = 256;

    // No part is longer, so that each part is whole in one window.
    private const int Overlap = 16;

    private static readonly string[] Parts =
    [
        "api_key", "apikey", "public_key", "private_key", "access_key", "space_key", "arize_space", "token", "secret", "password", "cookie",
        "authorization", "header", "hidden_params",
    ];

    /// <summary>Whether a name contains the name of a secret, in any case, with dashes or underscores, or is one by its words.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name)
    {
        var rest = name;
        while (rest.Length > MaxNameLength)
        {
            if (HasPart(rest[..MaxNameLength]))
            {
                return true;
            }

            rest = rest[(MaxNameLength - Overlap)..];
        }

        return HasPart(rest) || SecretWords.IsSecret(name);
    }

    private static bool HasPart(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[MaxNameLength];
        name.Replace(plain, '-', '_');
        foreach (var part in Parts)
        {
            if (plain[..name.Length].IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
