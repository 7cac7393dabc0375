using TracedLlm.Context;
using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>
/// Converts the value of a key with a row to the row's <see cref="MetadataValueKind"/>. A value that cannot be converted is
/// counted and absent.
/// </summary>
internal static class MetadataValue
{
    // Any text can be an id, but a cut text is another id.
    private const int MaxIdLength = 1_024;

    /// <summary>Converts a value of a request's body.</summary>
    public static object? Read(MetadataKeyFacts row, Utf8Json value, MetadataReading reading)
    {
        // A cut text is still a name; a cut id, flag or number is another one.
        if (value.Span.Length > MetadataText.MaxValueSize && row.Kind is not (MetadataValueKind.Prompt or MetadataValueKind.Text or MetadataValueKind.Texts or MetadataValueKind.Json))
        {
            return Dropped(MetadataDrop.TooLong, row, reading);
        }

        return row.Kind switch
        {
            MetadataValueKind.Text => MetadataText.Read(value, row.Name, reading),
            MetadataValueKind.Texts => MetadataTexts.Read(row, value, reading),
            MetadataValueKind.Flag => Flag(row, value.IsString() ? value.Text() : value.ToString(), reading),
            MetadataValueKind.WholeNumber => PromptReference.WholeNumber(value, row.Name, reading),
            MetadataValueKind.Json => value.ParseContainer() is { } json ? Json(row, json, reading) : Dropped(MetadataDrop.WrongType, row, reading),
            MetadataValueKind.Prompt => Prompt(row, value.ParseContainer(), reading),
            MetadataValueKind.TraceId or MetadataValueKind.SpanId =>
                value.IsString() ? Id(row, value.Text(), reading) : Dropped(MetadataDrop.WrongType, row, reading),
            _ => null,
        };
    }

    /// <summary>Converts the value of a header.</summary>
    public static object? Read(MetadataKeyFacts row, string text, MetadataReading reading) => row.Kind switch
    {
        MetadataValueKind.Text => MetadataText.Check(text, row.Name, reading),
        MetadataValueKind.Texts => MetadataTexts.Read(row, text, reading),
        MetadataValueKind.Flag => Flag(row, text, reading),
        MetadataValueKind.WholeNumber => PromptReference.WholeNumber(text, row.Name, reading),
        MetadataValueKind.Json => Utf8JsonExtensions.ParseContainer(text) is { } json ? Json(row, json, reading) : Dropped(MetadataDrop.WrongType, row, reading),
        MetadataValueKind.Prompt => Prompt(row, Utf8JsonExtensions.ParseContainer(text), reading),
        MetadataValueKind.TraceId or MetadataValueKind.SpanId => Id(row, text, reading),
        _ => null,
    };

    private static bool? Flag(MetadataKeyFacts row, string? text, MetadataReading reading)
    {
        switch (text?.Trim().ToUpperInvariant())
        {
            case "TRUE" or "1":
                return true;
            case "FALSE" or "0":
                return false;
            default:
                reading.Drop(MetadataDrop.WrongType, row.Name);

                // A masking key with an unreadable value masks, because the caller may have asked for it.
                return row == MetadataKeyTable.MaskInput || row == MetadataKeyTable.MaskOutput
                    || row == MetadataKeyTable.TurnOffMessageLogging || row == MetadataKeyTable.NoLog ? true : null;
        }
    }

    private static object? Id(MetadataKeyFacts row, string? text, MetadataReading reading)
    {
        if (text?.Length > MaxIdLength)
        {
            return Dropped(MetadataDrop.TooLong, row, reading);
        }

        if (MetadataText.Check(text, row.Name, reading, MaxIdLength) is not { } id)
        {
            return null;
        }

        var isId = row.Kind == MetadataValueKind.TraceId ? ExplicitId.TryReadTraceId(id, out _) : ExplicitId.TryReadSpanId(id, out _);
        return isId ? id : Dropped(MetadataDrop.BadId, row, reading);
    }

    private static string? Json(MetadataKeyFacts row, Utf8Json json, MetadataReading reading)
    {
        if (new SecretMembers(path => reading.Drop(MetadataDrop.Secret, row.Name, row.Name + path)).Remove(json) is not { } rest)
        {
            return null;
        }

        var text = CutValue.CutContainer(rest, MetadataText.MaxValueSize, out var isCut);
        if (isCut)
        {
            reading.Drop(MetadataDrop.TooLong, row.Name);
        }

        return text;
    }

    private static object? Prompt(MetadataKeyFacts row, Utf8Json? json, MetadataReading reading) =>
        json is { } prompt && prompt.IsObject() ? PromptReference.Read(prompt, reading) : Dropped(MetadataDrop.WrongType, row, reading);

    private static object? Dropped(string reason, MetadataKeyFacts row, MetadataReading reading)
    {
        reading.Drop(reason, row.Name);
        return null;
    }
}
