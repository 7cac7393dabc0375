namespace TracedLlm.Facts;

/// <summary>Finds the row of <see cref="LlmApiTable"/> for an endpoint and an HTTP method.</summary>
internal static class LlmApiLookup
{
    /// <summary>
    /// Finds the row whose pattern is the longest suffix of <paramref name="pattern"/>. If several rows have that pattern, the HTTP
    /// method decides. If no row has the method, the result is the first row without usage.
    /// </summary>
    /// <returns>The row; <see langword="null"/> if no pattern fits.</returns>
    public static LlmApiFacts? Infer(RouteSegment[] pattern, string? method) => Choose(LlmApiTable.Rows, pattern, method);

    /// <summary>Finds the row of <paramref name="api"/> for an endpoint with any pattern.</summary>
    public static LlmApiFacts RowFor(LlmApi api, RouteSegment[] pattern, string? method)
    {
        var rows = Array.FindAll(LlmApiTable.Rows, row => row.Api == api);
        return rows.Length == 0
            ? throw new ArgumentOutOfRangeException(nameof(api), api, "The value is not an LlmApi.")
            : Choose(rows, pattern, method) ?? ForMethod(rows, method);
    }

    /// <summary>The name of the route parameter that contains the model; <see langword="null"/> if the route has no such parameter.</summary>
    public static string? ModelParameter(LlmApiFacts row, RouteSegment[] pattern)
    {
        if (!row.Pattern.IsSuffixOf(pattern))
        {
            return null;
        }

        var before = pattern.AsSpan(0, pattern.Length - row.Pattern.Length);
        foreach (var prefix in LlmApiTable.ModelPrefixes)
        {
            if (prefix.IsSuffixOf(before))
            {
                return prefix.ModelParameter(before);
            }
        }

        return row.Pattern.ModelParameter(pattern);
    }

    /// <summary>The model in a path; <see langword="null"/> if the path has none where the row says.</summary>
    public static string? FindModel(LlmApiFacts row, RouteSegment[] path)
    {
        if (!row.Pattern.IsSuffixOf(path))
        {
            return null;
        }

        var before = path.AsSpan(0, path.Length - row.Pattern.Length);
        foreach (var prefix in LlmApiTable.ModelPrefixes)
        {
            if (prefix.IsSuffixOf(before))
            {
                return prefix.FindModel(before);
            }
        }

        return row.Pattern.FindModel(path);
    }

    private static LlmApiFacts? Choose(LlmApiFacts[] rows, RouteSegment[] pattern, string? method)
    {
        var fitting = Array.FindAll(rows, row => row.Pattern.IsSuffixOf(pattern) && !IsOwned(pattern.AsSpan(0, pattern.Length - row.Pattern.Length)));
        var longest = fitting.Length == 0 ? 0 : fitting.Max(row => row.Pattern.Length);
        var candidates = Array.FindAll(fitting, row => row.Pattern.Length == longest);
        return candidates.Length == 0 ? null : ForMethod(candidates, method);
    }

    private static LlmApiFacts ForMethod(LlmApiFacts[] rows, string? method) =>
        method is null ? rows[0]
        : Array.Find(rows, row => row.Method.Equals(method, StringComparison.OrdinalIgnoreCase)) ?? rows[0].WithoutUsage();

    private static bool IsOwned(ReadOnlySpan<RouteSegment> before)
    {
        foreach (var segment in before)
        {
            if (LlmApiTable.Owners.Contains(segment.Text, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
