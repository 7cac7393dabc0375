using System.Buffers;
using TracedLlm.Json;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>Checks the texts of metadata: their length and their characters.</summary>
internal static class MetadataText
{
    /// <summary>The longest JSON of a key, such as <c>trace_metadata</c>, and the largest id, flag or number that the library reads: 16 KiB.</summary>
    public const int MaxValueSize = 16 * 1_024;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    private static readonly SearchValues<char> ControlsButLayout =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl).Except("\t\n\r")]);

    /// <summary>The text of a string, and a number as it is written; <see langword="null"/> for a value of another type.</summary>
    public static string? Read(Utf8Json value) => value.IsString() ? value.Text() : JsonNumber.IsNumber(value.Span) ? value.ToString() : null;

    /// <summary>Reads the text of a key with a row. A number is taken as it is written. A value of another type is dropped.</summary>
    public static string? Read(Utf8Json value, string key, MetadataReading reading)
    {
        var text = Read(value);
        if (text is null)
        {
            reading.Drop(MetadataDrop.WrongType, key);
        }

        return Check(text, key, reading);
    }

    /// <summary>
    /// Returns the text if an attribute may have it: not blank, without control characters and without a secret. A blank text counts as
    /// absent; any other text that is not allowed is dropped. A text that is too long is cut.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key, or the source.</param>
    /// <param name="reading">The reading, which counts what is left out.</param>
    /// <param name="maxLength">The most characters, if the reading's limit is not meant.</param>
    public static string? Check(string? text, string key, MetadataReading reading, int? maxLength = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (ReasonAgainst(text, Controls) is { } reason)
        {
            reading.Drop(reason, key);
            return null;
        }

        text = CutValue.Cut(text, maxLength ?? reading.Limits.Length, out var isCut);
        if (isCut)
        {
            reading.Drop(MetadataDrop.TooLong, key);
        }

        RecentTexts.Keep(text);
        return text;
    }

    /// <summary>Whether a name contains control characters.</summary>
    public static bool HasControls(ReadOnlySpan<char> name) => name.ContainsAny(Controls);

    /// <summary>Checks the text of a key without a row. The text may contain line breaks, and is cut if it is too long.</summary>
    public static string? CheckOther(string text, ReadOnlySpan<char> name, MetadataReading reading)
    {
        if (ReasonAgainst(text, ControlsButLayout) is { } reason)
        {
            reading.DropOther(reason, name);
            return null;
        }

        text = CutValue.Cut(text, reading.Limits.Length, out var isCut);
        if (isCut)
        {
            reading.DropOther(MetadataDrop.TooLong, name);
        }

        RecentTexts.Keep(text);
        return text;
    }

    private static string? ReasonAgainst(string text, SearchValues<char> controls) =>
        text.AsSpan().ContainsAny(controls) ? MetadataDrop.ControlCharacter
        : RecurringTexts.ContainsSecret(text) ? MetadataDrop.Secret
        : null;
}
