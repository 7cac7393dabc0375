using System.Text.RegularExpressions;

namespace TracedLlm.Testing.Trees;

/// <summary>Scrubbers for the volatile values of a trace.</summary>
public static partial class Scrubbers
{
    /// <summary><c>&lt;port&gt;</c> for port attributes and behind a loopback host.</summary>
    public static Scrubber Ports { get; } = (key, value) =>
        key.EndsWith(".port", StringComparison.Ordinal) ? "<port>" : LoopbackPort().Replace(value, "$1:<port>");

    /// <summary><c>&lt;duration&gt;</c> for attributes with a name of a duration: <c>duration</c>, <c>…_ms</c>, <c>time_to_first_…</c>, <c>time_per_…</c>.</summary>
    public static Scrubber Durations { get; } = (key, value) => DurationKey().IsMatch(key) ? "<duration>" : value;

    /// <summary><c>&lt;id&gt;</c> for GUIDs, and for 32 or 16 lower-case hex digits that stand alone and have a letter among them.</summary>
    public static Scrubber Ids { get; } = (_, value) => Id().Replace(value, "<id>");

    /// <summary><c>&lt;stack trace&gt;</c> for <c>exception.stacktrace</c>.</summary>
    public static Scrubber StackTraces { get; } = (key, value) => key == "exception.stacktrace" ? "<stack trace>" : value;

    /// <summary>All scrubbers of this class.</summary>
    public static IReadOnlyList<Scrubber> Default { get; } = [Ports, Durations, Ids, StackTraces];

    /// <summary>A placeholder for one attribute.</summary>
    public static Scrubber ForAttribute(string attribute, string placeholder) => (key, value) => key == attribute ? placeholder : value;

    [GeneratedRegex(@"(127\.0\.0\.1|localhost|\[::1\]):\d+")]
    private static partial Regex LoopbackPort();

    [GeneratedRegex(@"(^|[._])(duration|time_(to_first|per)_\w+)$|_(ms|seconds)$")]
    private static partial Regex DurationKey();

    [GeneratedRegex(@"\b([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?=\d*[a-f])([0-9a-f]{32}|[0-9a-f]{16}))\b")]
    private static partial Regex Id();
}
