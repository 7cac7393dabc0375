using System.Buffers;

namespace TracedLlm.Secrets;

/// <summary>
/// The beginnings of secrets. Nearly no text has one, and every text of every span is searched, so that the search has two steps: the
/// characters between words, which are few, and then the beginnings themselves.
/// </summary>
internal static class SecretMarks
{
    // The shortest text that a form matches is longer, but header values of this length are secrets of the request.
    private const int Shortest = 8;

    // AKIA and 16 characters: the shortest key without any character between words.
    private const int ShortestPlainKey = 20;

    // In a long text nearly all characters between words are blanks, and the second step alone is faster.
    private const int LongText = 256;

    private static readonly SearchValues<char> LettersAndDigits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    // Keys of Google, AWS and Databricks.
    private static readonly SearchValues<string> PlainKeys = SearchValues.Create(["AIza", "AKIA", "ASIA", "dapi"], StringComparison.Ordinal);

    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            "sk-", "pk-", "rk-", "gsk_", "xai-", "hf_", "r8_", "fw_", "npm_", "pplx-", "nvapi-", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_",
            "lsv2_", "xox", "xapp-", "glpat-", "k_live_", "k_test_", "whsec_", "dop_v1_", "shpat_", "tgp_v1_", "pypi-", "ya29.", "SG.", "AIza",
            "AKIA", "ASIA", "dapi", "eyJ", "Bearer", "Basic", "PRIVATE KEY", "://", "%2F%2F", "password=", "pwd=", "key=", "signature=", "secret=", "token=",
            "sig=",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether <paramref name="text"/> has the beginning of a secret. A text without one contains no secret that has a form.</summary>
    public static bool AreIn(ReadOnlySpan<char> text) => text.Length >= Shortest && (text.Length > LongText || MayBeIn(text)) && text.ContainsAny(Marks);

    private static bool MayBeIn(ReadOnlySpan<char> text)
    {
        if (text.Length >= ShortestPlainKey && text.ContainsAny(PlainKeys))
        {
            return true;
        }

        for (var start = 0; text[start..].IndexOfAnyExcept(LettersAndDigits) is >= 0 and var next; start += next + 1)
        {
            if (IsPartOfMark(text, start + next))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the character at <paramref name="index"/>, which is no letter and no digit, can be part of a secret's beginning.</summary>
    private static bool IsPartOfMark(ReadOnlySpan<char> text, int index)
    {
        var (before, last) = (index > 1 ? text[index - 2] : '\0', index > 0 ? text[index - 1] : '\0');
        return text[index] switch
        {
            // sk- pk- rk- csk-, pplx-, nvapi- pypi-, xai-, xapp-, glpat-, xox?-, and the dashes of PEM.
            '-' => last is '-' || before is 'x' || (before, last) is ('s' or 'p' or 'r', 'k') or ('l', 'x') or ('p', 'i') or ('a', 'i') or ('p', 'p') or ('a', 't'),

            // gsk_ ?k_live_ ?k_test_, hf_, r8_, fw_, npm_, gh?_, github_pat_ shpat_, lsv2_, whsec_, dop_v1_ tgp_v1_.
            '_' => before is 'h'
                || (before, last) is ('s' or 'p' or 'r', 'k') or ('h', 'f') or ('r', '8') or ('f', 'w') or ('p', 'm') or ('a', 't') or ('v', '1' or '2') or ('e', 'c'),

            // ya29. SG. and a JSON web token.
            '.' => (before, last) is ('2', '9') or ('S', 'G') || text[..index].Contains("eyJ", StringComparison.Ordinal),

            // user:password@host
            ':' => index + 1 < text.Length && text[index + 1] is '/' or '%' && text[index..].Contains('@'),
            '=' => true,
            '/' or '@' or ',' or '(' or ')' or '"' or '\'' or '?' or '&' or ';' => false,

            // Bearer and Basic, behind which there is white space in any form.
            _ => last is 'r' or 'R' or 'c' or 'C',
        };
    }
}
