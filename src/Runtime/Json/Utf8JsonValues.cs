using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace TracedLlm.Json;

/// <summary>What content conversion asks of a JSON value that was read as it stands.</summary>
internal static class Utf8JsonValues
{
    private static readonly SearchValues<byte> NotPlain =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'\\']);

    public static bool IsString(this Utf8Json value) => value.Span is [(byte)'"', .., (byte)'"'];

    public static bool IsArray(this Utf8Json value) => value.Span is [(byte)'[', ..];

    public static bool IsObject(this Utf8Json value) => value.Span is [(byte)'{', ..];

    /// <summary>Whether the value is the string <paramref name="text"/>, written without escapes.</summary>
    public static bool Is(this Utf8Json value, ReadOnlySpan<byte> text) => value.IsString() && value.Span[1..^1].SequenceEqual(text);

    /// <summary>Whether the value is a string that begins with <paramref name="text"/>.</summary>
    public static bool Begins(this Utf8Json value, ReadOnlySpan<byte> text) => value.IsString() && value.Span[1..^1].StartsWith(text);

    /// <summary>Whether the value is a string that ends with <paramref name="text"/>.</summary>
    public static bool Ends(this Utf8Json value, ReadOnlySpan<byte> text) => value.IsString() && value.Span[1..^1].EndsWith(text);

    /// <summary>The string; <see langword="null"/> where the value is none.</summary>
    public static string? Text(this Utf8Json value) => new Utf8JsonCursor(value.Span).ReadString();

    /// <summary>The string or, of a number, its digits; <see langword="null"/> for anything else and for an empty string.</summary>
    public static string? Code(this Utf8Json value)
    {
        var text = value.IsString() ? value.Text() : value.IsObject() || value.IsArray() || value.IsEmpty ? null : value.ToString();
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The elements of the array; none where the value is no array.</summary>
    public static Utf8JsonElements Elements(this Utf8Json value) => new(value);

    /// <summary>Whether the value is a string that may stand in JSON as it is.</summary>
    public static bool IsWellFormedString(this Utf8Json value)
    {
        if (!value.IsString() || !Utf8.IsValid(value.Span))
        {
            return false;
        }

        var rest = value.Span[1..^1];
        while (rest.IndexOfAny(NotPlain) is >= 0 and var index)
        {
            if (EscapeLength(rest[index..]) is not (> 0 and var length))
            {
                return false;
            }

            rest = rest[(index + length)..];
        }

        return true;
    }

    /// <summary>Whether <paramref name="json"/> is one valid document.</summary>
    public static bool IsValidJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Utf8JsonCursor.MaxDepth });
            while (reader.Read())
            {
            }

            return Utf8.IsValid(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int EscapeLength(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'\\', (byte)'u', var a, var b, var c, var d, ..] =>
            char.IsAsciiHexDigit((char)a) && char.IsAsciiHexDigit((char)b) && char.IsAsciiHexDigit((char)c) && char.IsAsciiHexDigit((char)d) ? 6 : 0,
        [(byte)'\\', (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t', ..] => 2,
        _ => 0,
    };
}
