using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TracedLlm.Json;

/// <summary>Tests and reads a JSON value that was kept as it stands.</summary>
internal static class Utf8JsonExtensions
{
    public static bool IsString(this Utf8Json value) => value.Span is [(byte)'"', .., (byte)'"'];

    public static bool IsArray(this Utf8Json value) => value.Span is [(byte)'[', ..];

    public static bool IsObject(this Utf8Json value) => value.Span is [(byte)'{', ..];

    public static bool IsContainer(this Utf8Json value) => value.Span is [(byte)'{' or (byte)'[', ..];

    /// <summary>Whether the value is the string <paramref name="text"/>, written without escapes.</summary>
    public static bool Is(this Utf8Json value, ReadOnlySpan<byte> text) => value.IsString() && value.Span[1..^1].SequenceEqual(text);

    /// <summary>Whether the value is a string that begins with <paramref name="text"/>.</summary>
    public static bool StartsWith(this Utf8Json value, ReadOnlySpan<byte> text) => value.IsString() && value.Span[1..^1].StartsWith(text);

    /// <summary>Whether the value is a string that ends with <paramref name="text"/>.</summary>
    public static bool EndsWith(this Utf8Json value, ReadOnlySpan<byte> text) => value.IsString() && value.Span[1..^1].EndsWith(text);

    /// <summary>The string, without its escapes; <see langword="null"/> if the value is not a string.</summary>
    public static string? Text(this Utf8Json value) => new Utf8JsonCursor(value.Span).ReadString();

    /// <summary>The text of a string, or the digits of a number; <see langword="null"/> for any other value and for an empty string.</summary>
    public static string? TextOrNumber(this Utf8Json value)
    {
        var text = value.IsString() ? value.Text() : value.IsObject() || value.IsArray() || value.IsEmpty ? null : value.ToString();
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The elements of the array; empty if the value is not an array.</summary>
    public static Utf8JsonElements Elements(this Utf8Json value) => new(value);

    /// <summary>Gets the object or array that a value is, or that a string value contains as JSON text.</summary>
    /// <returns>The object or array; <see langword="null"/> if there is neither.</returns>
    public static Utf8Json? ParseContainer(this Utf8Json value)
    {
        if (value.IsString() && value.Text() is { } serialised)
        {
            return ParseContainer(serialised);
        }

        return value.IsContainer() ? value : null;
    }

    /// <summary>Parses a text that contains an object or array as JSON.</summary>
    /// <returns>The object or array; <see langword="null"/> if the text contains neither.</returns>
    public static Utf8Json? ParseContainer(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed is not ['{' or '[', ..])
        {
            return null;
        }

        var utf8 = new byte[Encoding.UTF8.GetByteCount(trimmed)];
        Encoding.UTF8.GetBytes(trimmed, utf8);
        return new Utf8JsonCursor(utf8.AsMemory()).ReadRaw();
    }

    /// <summary>Whether <paramref name="json"/> is one valid JSON document in valid UTF-8.</summary>
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
}
