using System.Text.RegularExpressions;

namespace TracedLlm.Viewer.Browser.Tests.Trace;

/// <summary>Replaces durations in a text of the page.</summary>
internal static partial class Durations
{
    public static string Scrub(string text) => Duration().Replace(text, "<time>");

    [GeneratedRegex(@"\b\d[\d.,]*\s?(ms|µs|s)\b")]
    private static partial Regex Duration();
}
