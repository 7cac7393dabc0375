namespace TracedLlm.Facts;

/// <summary>
/// The last segments of an API's route patterns. A segment is text; <c>{}</c>, a parameter; <c>{model}</c>, the parameter or
/// the text that is the model; <c>{**}</c>, a parameter that takes the rest of the path; or <c>{model}:text</c>, a parameter that is
/// followed by text.
/// </summary>
internal sealed record RouteSuffix(string Text)
{
    private readonly string[] _segments = Text.Length == 0 ? [] : Text.Split('/');

    /// <summary>A suffix of no pattern.</summary>
    public static RouteSuffix Nothing { get; } = new("");

    public int Length => _segments.Length;

    /// <summary>Whether the last segments of <paramref name="pattern"/> match this suffix.</summary>
    public bool IsSuffixOf(ReadOnlySpan<RouteSegment> pattern)
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

    /// <summary>
    /// The name of the parameter that contains the model in <paramref name="pattern"/>, which must have this suffix;
    /// <see langword="null"/> if there is no such parameter.
    /// </summary>
    public string? ModelParameter(ReadOnlySpan<RouteSegment> pattern)
    {
        var index = Array.FindIndex(_segments, segment => segment.StartsWith("{model}", StringComparison.Ordinal));
        return index < 0 ? null : pattern[pattern.Length - Length + index].Parameter;
    }

    /// <summary>The model in a path, which must have this suffix; <see langword="null"/> if the suffix has no model.</summary>
    public string? FindModel(ReadOnlySpan<RouteSegment> path)
    {
        var index = Array.FindIndex(_segments, segment => segment.StartsWith("{model}", StringComparison.Ordinal));
        if (index < 0)
        {
            return null;
        }

        var segment = path[path.Length - Length + index].Text;
        return segment.Substring(0, segment.Length - (_segments[index].Length - "{model}".Length));
    }

    private static bool Matches(string expected, string segment)
    {
        if (expected[0] != '{')
        {
            return segment.Equals(expected, StringComparison.OrdinalIgnoreCase);
        }

        var suffix = expected.Substring(expected.IndexOf('}') + 1);
        return expected == "{**}" ? segment == RouteSegment.CatchAll
            : suffix.Length == 0 ? segment == RouteSegment.AnyParameter || (expected == "{model}" && segment != RouteSegment.CatchAll)
            : segment.Length > suffix.Length && segment.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
    }
}
