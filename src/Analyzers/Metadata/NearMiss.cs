using TracedLlm.Facts;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>Finds the known key that is closest to a misspelt key.</summary>
internal static class NearMiss
{
    private const int ShortestKey = 5;

    // From this length on, two mistakes still leave the word recognisable.
    private const int LongKey = 16;

    /// <summary>The known key; <see langword="null"/> if no known key is close or if <paramref name="key"/> is known.</summary>
    public static string? Find(string key)
    {
        if (key.Length < ShortestKey || GatewayKeys.IsKnown(key))
        {
            return null;
        }

        var near = MetadataKeyTable.Rows
            .Select(row => (row.Name, Distance: Distance(key, row.Name)))
            .Where(candidate => candidate.Distance <= (candidate.Name.Length >= LongKey ? 2 : 1))
            .OrderBy(static candidate => candidate.Distance)
            .FirstOrDefault();
        return near.Name;
    }

    private static int Distance(string key, string known) =>
        Plain(key) == Plain(known) ? 0
        : char.ToLowerInvariant(key[0]) != known[0] || known.Length < ShortestKey || IsPluralOf(key, known) || IsPluralOf(known, key) ? int.MaxValue
        : Slips(key, known);

    // sessionId and session-id are session_id.
    private static string Plain(string key) => key.Replace("_", "").Replace("-", "").ToLowerInvariant();

    // A name of its own, as likely as not.
    private static bool IsPluralOf(string plural, string singular) => plural == singular + "s";

    /// <summary>How many letters are missing, added, wrong or swapped with their neighbour.</summary>
    private static int Slips(string key, string known)
    {
        var slips = new int[key.Length + 1, known.Length + 1];
        for (var i = 0; i <= key.Length; i++)
        {
            for (var j = 0; j <= known.Length; j++)
            {
                slips[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(slips[i - 1, j], slips[i, j - 1]) + 1,
                    slips[i - 1, j - 1] + (key[i - 1] == known[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && key[i - 1] == known[j - 2] && key[i - 2] == known[j - 1])
                {
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
                }
            }
        }

        return slips[key.Length, known.Length];
    }
}
