using System.Text;
using TracedLlm.Content;
using TracedLlm.Json;
using TracedLlm.Metrics;

namespace TracedLlm.Metadata;

/// <summary>Cuts texts and values of metadata that are too long, and counts them.</summary>
internal static class CutValue
{
    /// <summary>Returns the text, or its beginning if it is too long. No character is cut in two.</summary>
    public static string Cut(string text, int maxLength, string key) =>
        text.Length <= maxLength ? text : Cut(text.AsSpan(), maxLength, key).ToString();

    /// <inheritdoc cref="Cut(string, int, string)"/>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int maxLength, string key)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        TraceCounters.MetadataDropped(MetadataDrop.TooLong, key);
        return text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }

    /// <summary>
    /// Returns the text of an object or array. If it is too long it is cut inside a text or between two members, so that it stays JSON.
    /// </summary>
    /// <param name="json">The object or array.</param>
    /// <param name="maxLength">The most characters.</param>
    /// <param name="key">The key in the counter.</param>
    public static string CutContainer(Utf8Json json, int maxLength, string key)
    {
        var text = json.ToString();
        if (text.Length <= maxLength)
        {
            return text;
        }

        if (!Utf8JsonExtensions.IsValidJson(json.Span))
        {
            return Cut(text, maxLength, key);
        }

        // The brackets that close what is open come in addition.
        using var buffer = new PooledBufferWriter();
        var shortest = new ShortestJson(buffer, maxLength - (2 * Utf8JsonCursor.MaxDepth));
        shortest.Value(json.Span);
        if (shortest.IsCut)
        {
            TraceCounters.MetadataDropped(MetadataDrop.TooLong, key);
        }

        return Encoding.UTF8.GetString(buffer.Written);
    }
}
