using System.Buffers;
using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Secrets;

/// <summary>
/// Recognises names that may be the names of secrets, wherever the word stands in the name. The library replaces the values of such names
/// in the texts of failures and in raw bodies. For metadata see <see cref="SecretWords"/>.
/// </summary>
internal static class SecretNames
{
    // Bounds the stack memory.
    private const int LongestOnStack = 256;

    private static readonly SearchValues<string> Parts = SearchValues.Create(
        [
            "api_key", "api-key", "apikey", "public_key", "public-key", "private_key", "private-key", "access_key", "access-key", "space_key", "space-key",
            "arize_space", "arize-space", "token", "secret", "password", "cookie", "authorization", "header", "hidden_params", "hidden-params",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name contains the name of a secret, in any case, with dashes or underscores, or is one by its words.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name) => SecretWords.MayBeIn(name) && (name.ContainsAny(Parts) || SecretWords.IsSecret(name));

    /// <summary>The same for the name of a member.</summary>
    /// <param name="name">The name as a JSON string, without its quotes.</param>
    /// <param name="escaped">Whether the name has escapes.</param>
    public static bool IsSecret(ReadOnlySpan<byte> name, bool escaped)
    {
        if (escaped || name.Length > LongestOnStack)
        {
            return IsSecret(JsonText.Decode(name, escaped));
        }

        // A character has one byte at least.
        Span<char> characters = stackalloc char[LongestOnStack];
        return IsSecret(characters[..Encoding.UTF8.GetChars(name, characters)]);
    }
}
