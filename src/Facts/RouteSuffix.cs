namespace TracedLlm.Facts;

/// <summary>
/// The last segments of the route patterns of an API: text as it stands, <c>{}</c> for a parameter, <c>{model}</c> for the
/// one that is the model, <c>{**}</c> for a parameter that takes the rest, and <c>{model}:text</c> for a parameter with text behind it.
/// </summary>
internal sealed record RouteSuffix(string Text)
{
    private readonly string[] _segments = Text.Length == 0 ? [] : Text.Split('/');

    /// <summary>No pattern ends so.</summary>
    public static RouteSuffix Nothing { get; } = new("");

    public int Length => _segments.Length;

    /// <summary>Whether <paramref name="pattern"/> ends so, in whole segments.</summary>
    public bool Ends(ReadOnlySpan<RouteSegment> pattern)
    {
        if (Length == 0 || pattern.Length < Length)
        {
            return false;
        }

        var tail = pattern.Slice(pattern.Length - Length);
        for (var i = 0; i < Length; i++)
        {
            if (!Matches(_segments[i], tail[i].Text))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name of the parameter that is the model in <paramref name="pattern"/>, which ends so; <see langword="null"/> if none is.</summary>
    public string? ModelParameter(ReadOnlySpan<RouteSegment> pattern)
    {
        var index = Array.FindIndex(_segments, segment => segment.StartsWith("{model}", StringComparison.Ordinal));
        return index < 0 ? null : pattern[pattern.Length - Length + index].Parameter;
    }

    private static bool Matches(string expected, string segment)
    {
        if (expected[0] != '{')
        {
            return segment.Equals(expected, StringComparison.OrdinalIgnoreCase);
        }

        var suffix = expected.Substring(expected.IndexOf('}') + 1);
        return expected == "{**}" ? segment == RouteSegment.CatchAll
            : suffix.Length == 0 ? segment == RouteSegment.AnyParameter
            : segment.Length > suffix.Length && segment.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
    }
}
