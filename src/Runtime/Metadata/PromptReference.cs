using System.Globalization;
using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Metrics;

namespace TracedLlm.Metadata;

/// <summary>The prompt of a prompt library that a generation uses.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Version">The prompt's version; <see langword="null"/> if it is unknown.</param>
internal sealed record PromptReference(string Name, long? Version)
{
    /// <summary>Reads a Langfuse prompt: an object with <c>name</c> and <c>version</c>. It ignores other properties.</summary>
    public static PromptReference? Read(Utf8Json prompt)
    {
        string? name = null;
        long? version = null;
        var cursor = new Utf8JsonCursor(prompt.Memory);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            var isName = cursor.Name.SequenceEqual("name"u8);
            var isVersion = cursor.Name.SequenceEqual("version"u8);
            if (cursor.ReadRaw() is not { } value)
            {
                continue;
            }

            if (isName)
            {
                name = MetadataText.Read(value, MetadataKeyTable.PromptKey.Name);
            }
            else if (isVersion)
            {
                version = WholeNumber(value, MetadataKeyTable.PromptKey.Name);
            }
        }

        if (name is null)
        {
            TraceCounters.MetadataDropped(MetadataDrop.Incomplete, MetadataKeyTable.PromptKey.Name);
            return null;
        }

        return new(name, version);
    }

    /// <summary>Reads a version: a whole number from 0, or a string that contains one.</summary>
    public static long? WholeNumber(Utf8Json value, string key) =>
        value.IsString()
            ? WholeNumber(value.Text(), key)
            : Known(JsonNumber.TryParse(value.Span, out long number) ? number : -1, key);

    /// <inheritdoc cref="WholeNumber(Utf8Json, string)"/>
    public static long? WholeNumber(string? text, string key) =>
        Known(long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : -1, key);

    private static long? Known(long number, string key)
    {
        if (number >= 0)
        {
            return number;
        }

        TraceCounters.MetadataDropped(MetadataDrop.WrongType, key);
        return null;
    }
}
