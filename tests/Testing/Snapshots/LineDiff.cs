namespace TracedLlm.Testing.Snapshots;

/// <summary>An inline difference of two texts by lines: <c>-</c> expected, <c>+</c> actual, two spaces for both.</summary>
internal static class LineDiff
{
    public static string Of(string expected, string actual)
    {
        var old = expected.Split('\n');
        var now = actual.Split('\n');
        var common = LengthsOfCommonRest(old, now);
        List<string> lines = [];
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                lines.Add("  " + old[i++]);
                j++;
            }
            else if (j == now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add("- " + old[i++]);
            }
            else
            {
                lines.Add("+ " + now[j++]);
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>At [i, j], how many lines the rest of both texts from there on have in common, in order.</summary>
    private static int[,] LengthsOfCommonRest(string[] old, string[] now)
    {
        var lengths = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = old[i] == now[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
