using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Facts;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>Finds the known key that is closest to a misspelt key.</summary>
internal static class NearMiss
{
    private const int ShortestKey = 5;

    // From this length on, two mistakes still leave the key recognisable.
    private const int LongKey = 16;

    // The same for one word of a key whose other words are right: season_id.
    private const int LongWord = 7;

    // Words of ordinary keys that are near a word of a known key: track_id and section_id are names of their own.
    private static readonly HashSet<string> Ordinary = new(StringComparer.Ordinal)
    {
        "track", "tracks", "trade", "trades", "tract", "tracer", "trait", "train", "treaty", "truce", "section", "sections", "sensor", "selection", "secession", "permission",
        "mark", "mast", "mass", "prompts", "vision", "person", "verse", "versions", "generator", "generated", "generations", "relation", "related", "lease", "observer", "observable",
        "parents", "patent", "payment", "present", "users", "used", "uses", "game", "date", "rate", "data", "type", "base", "output", "input", "layout", "tag", "tax",
    };

    private static readonly (string Name, string Plain, string[] Words)[] Known = [.. MetadataKeyTable.Rows.Select(static row => (row.Name, Plain(row.Name), row.Name.Split('_')))];

    /// <summary>The known key; <see langword="null"/> if no known key is close or if <paramref name="key"/> is known.</summary>
    public static string? Find(string key)
    {
        if (key.Length < ShortestKey || GatewayKeys.IsKnown(key))
        {
            return null;
        }

        var plain = Plain(key);
        var words = NameWords.Split(key).ToArray();
        return Known
            .Select(known => (known.Name, Distance: Distance(plain, words, known)))
            .Where(static candidate => candidate.Distance is not null)
            .OrderBy(static candidate => candidate.Distance)
            .FirstOrDefault().Name;
    }

    /// <summary>The number of mistakes in a key; <see langword="null"/> if it is more likely another key.</summary>
    private static int? Distance(string plain, string[] words, (string Name, string Plain, string[] Words) known)
    {
        if (plain == known.Plain)
        {
            return 0;
        }

        // A plural is a name of its own, as likely as not.
        if (plain.Length == 0 || plain[0] != known.Plain[0] || known.Name.Length < ShortestKey || plain == known.Plain + "s" || known.Plain == plain + "s")
        {
            return null;
        }

        var slips = Slips(plain, known.Plain);
        var other = words.Length == known.Words.Length ? Enumerable.Range(0, words.Length).Where(place => words[place] != known.Words[place]).ToArray() : [];
        if (other.Length > 0 && other.All(place => Ordinary.Contains(words[place])))
        {
            return null;
        }

        var isWordClose = other.Length == 1 && known.Words[other[0]] is { Length: >= LongWord } word && words[other[0]][0] == word[0] && Slips(words[other[0]], word) <= 2;
        return isWordClose || slips <= (known.Name.Length >= LongKey ? 2 : 1) ? slips : null;
    }

    // sessionId and session-id are session_id.
    private static string Plain(string key) => key.Replace("_", "").Replace("-", "").ToLowerInvariant();

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
