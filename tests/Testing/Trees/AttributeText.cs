using System.Buffers;
using System.Collections;
using System.Globalization;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Trees;

/// <summary>Attribute values as text that distinguishes the string "5" from the number 5.</summary>
internal static class AttributeText
{
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("{}[]\",=\r\n\t");

    public static string Format(IEnumerable<KeyValuePair<string, object?>> attributes) =>
        "{" + string.Join(", ", attributes.Select(attribute => $"{attribute.Key}={Format(attribute.Value)}")) + "}";

    public static string Format(object? value) => value switch
    {
        null => "null",
        string text => LooksOtherwise(text) ? Quote(text) : text,
        bool flag => flag ? "true" : "false",
        double number => Format(number),
        byte[] bytes => $"bytes({Convert.ToHexStringLower(bytes)})",
        ReceivedAttributes nested => Format((IEnumerable<KeyValuePair<string, object?>>)nested),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Format)) + "]",
        _ => value.ToString() ?? "",
    };

    private static string Format(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(number) && text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;
    }

    private static bool LooksOtherwise(string text) =>
        text.Length == 0
        || text is "true" or "false" or "null"
        || char.IsWhiteSpace(text[0])
        || char.IsWhiteSpace(text[^1])
        || text.AsSpan().ContainsAny(Punctuation)
        || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    public static string Quote(string text) =>
        "\"" + text.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\r", @"\r").Replace("\n", @"\n").Replace("\t", @"\t") + "\"";
}
