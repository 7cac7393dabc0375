using System.Text;
using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Metadata;

/// <summary>Cuts texts and values of metadata that are too long.</summary>
internal static class CutValue
{
    /// <summary>Returns the text, or its beginning if it is too long. No character is cut in two.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The most characters.</param>
    /// <param name="isCut">Whether the text was too long.</param>
    public static string Cut(string text, int maxLength, out bool isCut)
    {
        var cut = Cut(text.AsSpan(), maxLength, out isCut);
        return isCut ? cut.ToString() : text;
    }

    /// <inheritdoc cref="Cut(string, int, out bool)"/>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int maxLength, out bool isCut)
    {
        isCut = text.Length > maxLength;
        return isCut ? text[..(maxLength > 0 && char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)] : text;
    }

    /// <summary>
    /// Returns the text of an object or array. If it is too long it is cut inside a text or between two members, so that it stays JSON.
    /// </summary>
    /// <param name="json">The object or array.</param>
    /// <param name="maxLength">The most characters.</param>
    /// <param name="isCut">Whether it was too long.</param>
    public static string CutContainer(Utf8Json json, int maxLength, out bool isCut)
    {
        var text = json.ToString();
        isCut = false;
        if (text.Length <= maxLength)
        {
            return text;
        }

        if (!Utf8JsonExtensions.IsValidJson(json.Span))
        {
            return Cut(text, maxLength, out isCut);
        }

        // The brackets that close what is open come in addition.
        using var buffer = new PooledBufferWriter();
        var shortest = new ShortestJson(buffer, Math.Max(maxLength - (2 * Utf8JsonCursor.MaxDepth), maxLength / 2));
        shortest.Value(json.Span);
        isCut = shortest.IsCut;
        return Encoding.UTF8.GetString(buffer.Written);
    }
}
