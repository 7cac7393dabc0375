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
        ReadOnlySpan<char> name = Encoding.UTF8.TryGetChars(cursor.Name, characters, out var length) ? characters[..length] : Encoding.UTF8.GetString(cursor.Name);
        if (cursor.ReadRaw() is not { } value || values.IsMapped(name) || (name = CheckName(name)).IsEmpty)
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

    /// <summary>
    /// Returns the name of a key without a row: a name that is too long is cut; empty if it is not allowed. Both are counted.
    /// </summary>
    public static ReadOnlySpan<char> CheckName(ReadOnlySpan<char> name)
    {
        var reason = name.IsEmpty ? MetadataDrop.TooLong
            : MetadataText.HasControls(name) ? MetadataDrop.ControlCharacter
            : SecretNames.IsSecret(name) ? MetadataDrop.Secret
            : null;
        if (reason is null)
        {
            return CutValue.Cut(name, MaxNameLength, MetadataDrop.OtherKey);
        }

        TraceCounters.MetadataDropped(reason, MetadataDrop.OtherKey);
        return default;
    }

    private static string? TextOf(Utf8Json value)
    {
        if (value.IsString())
        {
            return value.Text() is { } text ? OtherText(text) : Dropped(MetadataDrop.WrongType);
        }

        return !value.IsContainer() ? MetadataText.CheckOther(value.ToString())
            : SecretNames.OccurIn(value) || SecretRedaction.ContainsSecret(value.ToString()) ? Dropped(MetadataDrop.Secret)
            : MetadataText.CheckOther(CutValue.CutContainer(value, MetadataText.MaxLength, MetadataDrop.OtherKey));
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
