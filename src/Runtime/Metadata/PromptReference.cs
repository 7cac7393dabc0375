using System.Globalization;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Metadata;

/// <summary>The prompt of a prompt library that a generation uses.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Version">The prompt's version; <see langword="null"/> if it is unknown.</param>
internal sealed record PromptReference(string Name, long? Version)
{
    /// <summary>Reads a Langfuse prompt: an object with <c>name</c> and <c>version</c>. It ignores other properties.</summary>
    public static PromptReference? Read(Utf8Json prompt, MetadataReading reading)
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
                name = MetadataText.Read(value, MetadataKeyTable.PromptKey.Name, reading);
            }
            else if (isVersion)
            {
                version = WholeNumber(value, MetadataKeyTable.PromptKey.Name, reading);
            }
        }

        if (name is null)
        {
            reading.Drop(MetadataDrop.Incomplete, MetadataKeyTable.PromptKey.Name);
            return null;
        }

        return new(name, version);
    }

    /// <summary>Reads a version: a whole number from 0, or a string that contains one.</summary>
    public static long? WholeNumber(Utf8Json value, string key, MetadataReading reading) =>
        value.IsString()
            ? WholeNumber(value.Text(), key, reading)
            : Known(JsonNumber.TryParse(value.Span, out long number) ? number : -1, key, reading);

    /// <inheritdoc cref="WholeNumber(Utf8Json, string, MetadataReading)"/>
    public static long? WholeNumber(string? text, string key, MetadataReading reading) =>
        Known(long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : -1, key, reading);

    private static long? Known(long number, string key, MetadataReading reading)
    {
        if (number >= 0)
        {
            return number;
        }

        reading.Drop(MetadataDrop.WrongType, key);
        return null;
    }
}
