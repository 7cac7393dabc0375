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
    // Bound the attribute, because the caller chooses the texts.
    private const int MaxTexts = 64;
    private const int MaxTextLength = 200;

    // Any text can be an id, but a cut text is another id.
    private const int MaxIdLength = 1_024;

    // The list of one array after the other on a thread. While it is in use the field is null.
    [ThreadStatic]
    private static List<string>? t_texts;

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
            MetadataValueKind.Texts => Texts(row, value, reading),
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
        MetadataValueKind.Texts => Texts(row, text, reading),
        MetadataValueKind.Flag => Flag(row, text, reading),
        MetadataValueKind.WholeNumber => PromptReference.WholeNumber(text, row.Name, reading),
        MetadataValueKind.Json => Utf8JsonExtensions.ParseContainer(text) is { } json ? Json(row, json, reading) : Dropped(MetadataDrop.WrongType, row, reading),
        MetadataValueKind.Prompt => Prompt(row, Utf8JsonExtensions.ParseContainer(text), reading),
        MetadataValueKind.TraceId or MetadataValueKind.SpanId => Id(row, text, reading),
        _ => null,
    };

    /// <summary>The tags of both lists without duplicates, with those of <paramref name="first"/> first. Tags over the limit are dropped.</summary>
    public static string[] MergeTags(string[] first, string[] second, MetadataReading reading)
    {
        if (first.Length == 0 && second.Length <= MaxTexts && !HasDuplicates(second))
        {
            return second;
        }

        string[] all = [.. first.Union(second, StringComparer.Ordinal)];
        if (all.Length <= MaxTexts)
        {
            return all;
        }

        reading.Drop(MetadataDrop.TooMany, MetadataKeyTable.Tags.Name);
        return all[..MaxTexts];
    }

    private static bool HasDuplicates(string[] texts)
    {
        for (var i = 1; i < texts.Length; i++)
        {
            if (texts.AsSpan(0, i).Contains(texts[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The texts that an attribute may have, without duplicates; <see langword="null"/> if there are none.</summary>
    public static string[]? Texts(MetadataKeyFacts row, MetadataReading reading, string[]? texts)
    {
        if (texts is null)
        {
            return null;
        }

        // The array itself is the result if nothing is left out or changed, as with nearly all requests.
        List<string>? kept = null;
        for (var i = 0; i < texts.Length; i++)
        {
            var count = kept?.Count ?? i;
            var known = MetadataText.Check(texts[i], row.Name, reading, MaxTextLength);
            if (kept is null && known is not null && ReferenceEquals(known, texts[i]) && i < MaxTexts && !texts.AsSpan(0, i).Contains(known))
            {
                continue;
            }

            kept ??= [.. texts.AsSpan(0, i)];
            if (known is null || kept.Contains(known))
            {
                continue;
            }

            if (count == MaxTexts)
            {
                reading.Drop(MetadataDrop.TooMany, row.Name);
                break;
            }

            kept.Add(known);
        }

        return kept is null ? texts.Length == 0 ? null : texts : kept.Count == 0 ? null : [.. kept];
    }

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

    private static object? Texts(MetadataKeyFacts row, Utf8Json value, MetadataReading reading)
    {
        if (value.IsString())
        {
            return value.Text() is { } text ? Texts(row, text, reading) : Dropped(MetadataDrop.WrongType, row, reading);
        }

        return value.IsArray() ? Texts(row, reading, Elements(row, value, reading)) : Dropped(MetadataDrop.WrongType, row, reading);
    }

    /// <summary>The texts and numbers of an array; its elements of other types are dropped.</summary>
    private static string[] Elements(MetadataKeyFacts row, Utf8Json array, MetadataReading reading)
    {
        var texts = t_texts ?? [];
        t_texts = null;
        foreach (var element in array.Elements())
        {
            if (MetadataText.Read(element) is { } text)
            {
                texts.Add(text);
            }
            else
            {
                reading.Drop(MetadataDrop.WrongType, row.Name);
            }
        }

        string[] all = [.. texts];
        texts.Clear();
        t_texts = texts;
        return all;
    }

    private static string[]? Texts(MetadataKeyFacts row, string text, MetadataReading reading)
    {
        if (Utf8JsonExtensions.ParseContainer(text) is { } json && json.IsArray())
        {
            return Texts(row, reading, Elements(row, json, reading));
        }

        return Texts(row, reading, text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
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
