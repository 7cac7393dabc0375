using System.Globalization;

namespace TracedLlm.Export;

/// <summary>A time in configuration: <c>12:00:00</c>, or <c>1.00:00:00</c> with days.</summary>
internal static class ConfiguredTime
{
    // A time alone, or days and a time: 24:00:00 without a point would be taken for 24 days.
    private static readonly string[] Forms = [@"h\:mm\:ss", @"d\.h\:mm\:ss"];

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out TimeSpan time) => TimeSpan.TryParseExact(text, Forms, CultureInfo.InvariantCulture, out time);
}
