using System.Text;
using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>Reads one metadata object of a request.</summary>
internal static class MetadataObject
{
    // Bounds the attribute's name, because the caller chooses it.
    private const int MaxNameLength = 128;

    /// <summary>Reads an object into <paramref name="values"/>. Of the provider's object it reads only the keys that have a row.</summary>
    public static void Read(ReadOnlyMemory<byte> json, MetadataValues values, bool isProviders)
    {
        if (json.IsEmpty)
        {
            return;
        }

        values.NextSource();
        var tooMany = 0;
        var cursor = new Utf8JsonCursor(json);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            if (MetadataKeyLookup.Find(cursor.Name) is { } row)
            {
                if (cursor.ReadRaw() is { } value)
                {
                    ReadKnown(row, value, values);
                }
            }
            else if (isProviders)
            {
                cursor.Skip();
            }
            else if (!ReadOther(ref cursor, values))
            {
                tooMany++;
            }
        }

        if (tooMany > 0)
        {
            TraceCounters.MetadataDropped(MetadataDrop.TooMany, MetadataDrop.OtherKey, tooMany);
        }
    }

    private static void ReadKnown(MetadataKeyFacts row, Utf8Json value, MetadataValues values)
    {
        if (row.Setter == MetadataSetter.Gateway)
        {
            TraceCounters.MetadataDropped(MetadataDrop.GatewayOnly, row.Name);
        }
        else if (!values.IsSetEarlier(row))
        {
            values.Set(row, MetadataValue.Read(row, value));
        }
    }

    /// <summary>Reads a key without a row; <see langword="false"/> if the request has too many of them.</summary>
    private static bool ReadOther(ref Utf8JsonCursor cursor, MetadataValues values)
    {
        Span<char> characters = stackalloc char[MaxNameLength];
        var name = Encoding.UTF8.TryGetChars(cursor.Name, characters, out var length) ? characters[..length] : default;
        if (cursor.ReadRaw() is not { } value || values.IsMapped(name) || !IsName(name))
        {
            return true;
        }

        var place = values.PlaceOf(name);
        if (!place.IsFree)
        {
            return place.Index < values.Others.Count;
        }

        if (TextOf(value) is { } text)
        {
            values.SetOther(place, name, text);
        }

        return true;
    }

    /// <summary>Whether a key without a row may have this name. A name that is not allowed is counted.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        var reason = name.IsEmpty || name.Length > MaxNameLength ? MetadataDrop.TooLong
            : MetadataText.HasControls(name) ? MetadataDrop.ControlCharacter
            : SecretNames.IsSecret(name) ? MetadataDrop.Secret
            : null;
        if (reason is not null)
        {
            TraceCounters.MetadataDropped(reason, MetadataDrop.OtherKey);
        }

        return reason is null;
    }

    private static string? TextOf(Utf8Json value)
    {
        if (value.Span.Length > MetadataText.MaxValueSize)
        {
            return Dropped(MetadataDrop.TooLong);
        }

        if (value.IsString())
        {
            return value.Text() is { } text ? OtherText(text) : Dropped(MetadataDrop.WrongType);
        }

        return value.IsContainer() && SecretNames.OccurIn(value) ? Dropped(MetadataDrop.Secret) : MetadataText.CheckOther(value.ToString());
    }

    // A string may contain an object as JSON, and this object is searched for secrets like any other.
    private static string? OtherText(string text) =>
        Utf8JsonExtensions.ParseContainer(text) is { } json && SecretNames.OccurIn(json) ? Dropped(MetadataDrop.Secret) : MetadataText.CheckOther(text);

    private static string? Dropped(string reason)
    {
        TraceCounters.MetadataDropped(reason, MetadataDrop.OtherKey);
        return null;
    }
}
