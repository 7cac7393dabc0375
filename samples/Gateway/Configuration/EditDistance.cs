namespace TracedLlm.Samples.Gateway;

/// <summary>The number of characters to insert, to remove and to change (Levenshtein's distance).</summary>
internal static class EditDistance
{
    public static int Between(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }

    /// <summary>The name that <paramref name="name"/> probably means; <see langword="null"/> if no name is near enough.</summary>
    public static string? Nearest(string name, IEnumerable<string> names)
    {
        var nearest = names.MinBy(other => Between(name, other));
        return nearest is not null && Between(name, nearest) <= Math.Max(2, name.Length / 4) ? nearest : null;
    }
}
