using TracedLlm.Context;
using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>
/// Converts the value of a key with a row to the row's <see cref="MetadataValueKind"/>. A value that cannot be converted is
/// counted and absent.
/// </summary>
internal static class MetadataValue
{
    // Bound the attribute, because the caller chooses the texts.
    private const int MaxTexts = 64;
    private const int MaxTextLength = 200;

    /// <summary>Converts a value of a request's body.</summary>
    public static object? Read(MetadataKeyFacts row, Utf8Json value)
    {
        // A cut text is still a name; a cut id, flag or number is another one.
        if (value.Span.Length > MetadataText.MaxValueSize && row.Kind is not (MetadataValueKind.Prompt or MetadataValueKind.Text or MetadataValueKind.Texts or MetadataValueKind.Json))
        {
            return Dropped(MetadataDrop.TooLong, row);
        }

        return row.Kind switch
        {
            MetadataValueKind.Text => MetadataText.Read(value, row.Name),
            MetadataValueKind.Texts => Texts(row, value),
            MetadataValueKind.Flag => Flag(row, value.IsString() ? value.Text() : value.ToString()),
            MetadataValueKind.WholeNumber => PromptReference.WholeNumber(value, row.Name),
            MetadataValueKind.Json => value.ParseContainer() is { } json ? Json(row, json) : Dropped(MetadataDrop.WrongType, row),
            MetadataValueKind.Prompt => Prompt(row, value.ParseContainer()),
            MetadataValueKind.TraceId or MetadataValueKind.SpanId =>
                value.IsString() ? Id(row, value.Text()) : Dropped(MetadataDrop.WrongType, row),
            _ => null,
        };
    }

    /// <summary>Converts the value of a header.</summary>
    public static object? Read(MetadataKeyFacts row, string text) => row.Kind switch
    {
        MetadataValueKind.Text => MetadataText.Check(text, row.Name),
        MetadataValueKind.Texts => Texts(row, text),
        MetadataValueKind.Flag => Flag(row, text),
        MetadataValueKind.WholeNumber => PromptReference.WholeNumber(text, row.Name),
        MetadataValueKind.Json => Utf8JsonExtensions.ParseContainer(text) is { } json ? Json(row, json) : Dropped(MetadataDrop.WrongType, row),
        MetadataValueKind.Prompt => Prompt(row, Utf8JsonExtensions.ParseContainer(text)),
        MetadataValueKind.TraceId or MetadataValueKind.SpanId => Id(row, text),
        _ => null,
    };

    /// <summary>The texts of both lists without duplicates, with the texts of <paramref name="first"/> first.</summary>
    public static string[] Merge(string[] first, string[] second) => [.. first.Union(second, StringComparer.Ordinal).Take(MaxTexts)];

    private static bool? Flag(MetadataKeyFacts row, string? text)
    {
        switch (text?.Trim().ToUpperInvariant())
        {
            case "TRUE" or "1":
                return true;
            case "FALSE" or "0":
                return false;
            default:
                TraceCounters.MetadataDropped(MetadataDrop.WrongType, row.Name);

                // A masking key with an unreadable value masks, because the caller may have asked for it.
                return row == MetadataKeyTable.MaskInput || row == MetadataKeyTable.MaskOutput ? true : null;
        }
    }

    private static object? Id(MetadataKeyFacts row, string? text)
    {
        if (text?.Length > MetadataText.MaxLength)
        {
            return Dropped(MetadataDrop.TooLong, row);
        }

        if (MetadataText.Check(text, row.Name) is not { } id)
        {
            return null;
        }

        var isId = row.Kind == MetadataValueKind.TraceId ? ExplicitId.TryReadTraceId(id, out _) : ExplicitId.TryReadSpanId(id, out _);
        return isId ? id : Dropped(MetadataDrop.BadId, row);
    }

    private static object? Texts(MetadataKeyFacts row, Utf8Json value)
    {
        if (value.IsString())
        {
            return value.Text() is { } text ? Texts(row, text) : Dropped(MetadataDrop.WrongType, row);
        }

        return value.Span[0] == '[' ? Checked(row, new Utf8JsonCursor(value.Memory).ReadStrings()) : Dropped(MetadataDrop.WrongType, row);
    }

    private static string[]? Texts(MetadataKeyFacts row, string text)
    {
        if (Utf8JsonExtensions.ParseContainer(text) is { } json && json.Span[0] == '[')
        {
            return Checked(row, new Utf8JsonCursor(json.Memory).ReadStrings());
        }

        return Checked(row, text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[]? Checked(MetadataKeyFacts row, string[]? texts)
    {
        List<string> kept = [];
        foreach (var text in texts ?? [])
        {
            if (MetadataText.Check(text, row.Name, MaxTextLength) is not { } known || kept.Contains(known))
            {
                continue;
            }

            if (kept.Count == MaxTexts)
            {
                TraceCounters.MetadataDropped(MetadataDrop.TooMany, row.Name);
                break;
            }

            kept.Add(known);
        }

        return kept.Count == 0 ? null : [.. kept];
    }

    private static object? Json(MetadataKeyFacts row, Utf8Json json) =>
        SecretNames.OccurIn(json) ? Dropped(MetadataDrop.Secret, row) : CutValue.CutContainer(json, MetadataText.MaxValueSize, row.Name);

    private static object? Prompt(MetadataKeyFacts row, Utf8Json? json) =>
        json is { } prompt && prompt.IsObject() ? PromptReference.Read(prompt) : Dropped(MetadataDrop.WrongType, row);

    private static object? Dropped(string reason, MetadataKeyFacts row)
    {
        TraceCounters.MetadataDropped(reason, row.Name);
        return null;
    }
}
