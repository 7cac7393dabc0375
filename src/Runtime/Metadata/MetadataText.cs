using System.Buffers;
using TracedLlm.Json;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>Checks the texts of metadata: their length and their characters.</summary>
internal static class MetadataText
{
    /// <summary>The longest text of a key, with or without a row: 1,024 characters.</summary>
    public const int MaxLength = 1_024;

    /// <summary>The longest JSON of a key, such as <c>trace_metadata</c>, and the largest id, flag or number that the library reads: 16 KiB.</summary>
    public const int MaxValueSize = 16 * 1_024;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    private static readonly SearchValues<char> ControlsButLayout =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl).Except("\t\n\r")]);

    /// <summary>Reads the text of a key with a row. A number is taken as it is written. A value of another type is counted.</summary>
    public static string? Read(Utf8Json value, string key)
    {
        if (value.IsString())
        {
            return value.Text() is { } text ? Check(text, key) : Dropped(MetadataDrop.WrongType, key);
        }

        return JsonNumber.IsNumber(value.Span) ? Check(value.ToString(), key) : Dropped(MetadataDrop.WrongType, key);
    }

    /// <summary>
    /// Returns the text if an attribute may have it: not blank, without control characters and without a secret. A blank text counts as
    /// absent; any other text that is not allowed is counted. A text that is too long is cut and counted.
    /// </summary>
    public static string? Check(string? text, string key, int maxLength = MaxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return text.ContainsAny(Controls) ? Dropped(MetadataDrop.ControlCharacter, key)
            : SecretRedaction.ContainsSecret(text) ? Dropped(MetadataDrop.Secret, key)
            : CutValue.Cut(text, maxLength, key);
    }

    /// <summary>Whether a name contains control characters.</summary>
    public static bool HasControls(ReadOnlySpan<char> name) => name.ContainsAny(Controls);

    /// <summary>Checks the text of a key without a row. The text may contain line breaks, and is cut if it is too long.</summary>
    public static string? CheckOther(string text)
    {
        if (text.AsSpan().ContainsAny(ControlsButLayout))
        {
            return Dropped(MetadataDrop.ControlCharacter, MetadataDrop.OtherKey);
        }

        if (SecretRedaction.ContainsSecret(text))
        {
            return Dropped(MetadataDrop.Secret, MetadataDrop.OtherKey);
        }

        return CutValue.Cut(text, MaxLength, MetadataDrop.OtherKey);
    }

    private static string? Dropped(string reason, string key)
    {
        TraceCounters.MetadataDropped(reason, key);
        return null;
    }
}
