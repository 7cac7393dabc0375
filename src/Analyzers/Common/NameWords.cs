using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Common;

/// <summary>Splits a name into words: <c>userApiKey</c>, <c>user.api_key</c> and <c>User-Api-Key</c> are the same three.</summary>
internal static class NameWords
{
    /// <summary>Whether a name ends with one of these sequences of words, each written as <c>"api key"</c>.</summary>
    public static bool EndsWithAny(string name, ImmutableArray<string> endings)
    {
        var words = " " + string.Join(" ", Split(name));
        return endings.Any(ending => words.EndsWith(" " + ending, StringComparison.Ordinal));
    }

    /// <summary>The words of a name, in lower case.</summary>
    public static IEnumerable<string> Split(string name)
    {
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var isEnd = i == name.Length || !char.IsLetterOrDigit(name[i]);
            if (isEnd || (i > start && StartsWord(name, i)))
            {
                if (i > start)
                {
                    yield return name.Substring(start, i - start).ToLowerInvariant();
                }

                start = isEnd ? i + 1 : i;
            }
        }
    }

    // APIKey is API and Key.
    private static bool StartsWord(string name, int i) =>
        char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
}
