using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Metadata;

/// <summary>Reads the value of a key that has several texts, such as <c>tags</c>: without duplicates, and bounded.</summary>
internal static class MetadataTexts
{
    // Bound the attribute, because the caller chooses the texts.
    private const int MaxTexts = 64;
    private const int MaxTextLength = 200;

    // Bounds the time and the memory of a reading: a body of some megabytes has room for millions of duplicates and of elements of other types.
    private const int MaxRead = 16 * MaxTexts;

    // The list of one value after the other on a thread. While it is in use the field is null. It never has more than MaxTexts texts.
    [ThreadStatic]
    private static List<string>? t_kept;

    /// <summary>Reads a value of a request's body: an array of texts and numbers, or a text with commas or with such an array.</summary>
    /// <returns>The texts; <see langword="null"/> if there are none.</returns>
    public static string[]? Read(MetadataKeyFacts row, Utf8Json value, MetadataReading reading)
    {
        if (value.IsArray())
        {
            return ReadElements(row, value, reading);
        }

        if (value.IsString() && value.Text() is { } text)
        {
            return Read(row, text, reading);
        }

        reading.Drop(MetadataDrop.WrongType, row.Name);
        return null;
    }

    /// <summary>Reads a text with commas, or with an array.</summary>
    /// <returns>The texts; <see langword="null"/> if there are none.</returns>
    public static string[]? Read(MetadataKeyFacts row, string text, MetadataReading reading)
    {
        if (Utf8JsonExtensions.ParseContainer(text) is { } json && json.IsArray())
        {
            return ReadElements(row, json, reading);
        }

        var kept = Rent();
        var read = 0;
        foreach (var range in text.AsSpan().Split(','))
        {
            var part = text.AsSpan(range).Trim();
            if (!part.IsEmpty && !TryAdd(kept, part.Length == text.Length ? text : part.ToString(), ref read, row, reading))
            {
                break;
            }
        }

        return Return(kept);
    }

    /// <summary>Reads texts that the gateway states.</summary>
    /// <returns>The texts; <see langword="null"/> if there are none.</returns>
    public static string[]? Read(MetadataKeyFacts row, IEnumerable<string> texts, MetadataReading reading)
    {
        var kept = Rent();
        var read = 0;
        foreach (var text in texts)
        {
            if (!TryAdd(kept, text, ref read, row, reading))
            {
                break;
            }
        }

        return Return(kept);
    }

    /// <summary>The texts of both arrays without duplicates, with those of <paramref name="first"/> first. Texts over the limit are dropped.</summary>
    public static string[] Merge(string[] first, string[] second, MetadataReading reading)
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

    private static string[]? ReadElements(MetadataKeyFacts row, Utf8Json array, MetadataReading reading)
    {
        var kept = Rent();
        var read = 0;
        foreach (var element in array.Elements())
        {
            var text = MetadataText.Read(element);
            if (!TryAdd(kept, text, ref read, row, reading))
            {
                break;
            }

            if (text is null)
            {
                reading.Drop(MetadataDrop.WrongType, row.Name);
            }
        }

        return Return(kept);
    }

    /// <summary>Adds a text that an attribute may have, and that is not in the list.</summary>
    /// <returns>Whether further texts are read.</returns>
    private static bool TryAdd(List<string> kept, string? text, ref int read, MetadataKeyFacts row, MetadataReading reading)
    {
        if (read++ < MaxRead)
        {
            if (MetadataText.Check(text, row.Name, reading, MaxTextLength) is not { } known || kept.Contains(known))
            {
                return true;
            }

            if (kept.Count < MaxTexts)
            {
                kept.Add(known);
                return true;
            }
        }

        reading.Drop(MetadataDrop.TooMany, row.Name);
        return false;
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

    private static List<string> Rent()
    {
        var kept = t_kept ?? [];
        t_kept = null;
        return kept;
    }

    private static string[]? Return(List<string> kept)
    {
        string[]? all = kept.Count == 0 ? null : [.. kept];
        kept.Clear();
        t_kept = kept;
        return all;
    }
}
