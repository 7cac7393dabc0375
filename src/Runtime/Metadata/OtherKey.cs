using TracedLlm.Json;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>Reads a key without a row, which every span gets as <c>litellm.metadata.{key}</c>.</summary>
internal static class OtherKey
{
    // Bounds the attribute's name, because the caller chooses it.
    private const int MaxNameLength = 128;

    // A double holds every integer up to here, and some backends read all numbers as doubles (RFC 8259, section 6).
    private const long LargestInteger = 1L << 53;

    // A double holds any number of 15 digits.
    private const int MaxDigits = 15;

    /// <summary>The library's own attribute <c>litellm.metadata.dropped</c> has this name.</summary>
    private const string Reserved = "dropped";

    /// <summary>Sets a key to the value of a JSON member: numbers and booleans keep their type, an object or array is its JSON text.</summary>
    public static void Set(ReadOnlySpan<char> name, Utf8Json value, MetadataValues values)
    {
        if (values.IsMapped(name) || !TryFindPlace(ref name, value, values, out var place))
        {
            return;
        }

        if (ReadValue(name, value, values.Reading) is { } read)
        {
            values.SetOther(place, name, read);
        }
    }

    /// <summary>Sets a key to the text of a header.</summary>
    public static void Set(ReadOnlySpan<char> name, string text, MetadataValues values)
    {
        if (TryFindPlace(ref name, value: null, values, out var place) && ReadText(name, text, values.Reading) is { } read)
        {
            values.SetOther(place, name, read);
        }
    }

    private static bool TryFindPlace(ref ReadOnlySpan<char> name, Utf8Json? value, MetadataValues values, out MetadataValues.OtherPlace place)
    {
        place = default;
        var reason = OtherNames.IsKnownPlain(name) ? null
            : name.IsEmpty ? MetadataDrop.TooLong
            : MetadataText.HasControls(name) ? MetadataDrop.ControlCharacter
            : (value is { } json ? SecretWords.IsSecret(name, json) : SecretWords.IsSecret(name)) || SecretRedaction.ContainsSecret(name) ? MetadataDrop.Secret
            : name.SequenceEqual(Reserved) ? MetadataDrop.Reserved
            : null;
        if (reason is not null)
        {
            values.Reading.DropOther(reason, name);
            return false;
        }

        var whole = name;
        name = CutValue.Cut(name, MaxNameLength, out var isCut);
        if (isCut)
        {
            values.Reading.DropOther(MetadataDrop.TooLong, whole);
        }

        place = values.PlaceOf(name);
        if (!place.IsFree && place.Index == values.Others.Length)
        {
            values.Reading.DropOther(MetadataDrop.TooMany, name);
        }

        return place.IsFree;
    }

    private static object? ReadValue(ReadOnlySpan<char> name, Utf8Json value, MetadataReading reading)
    {
        if (value.IsString())
        {
            if (value.Text() is { } text)
            {
                return ReadText(name, text, reading);
            }

            reading.DropOther(MetadataDrop.WrongType, name);
            return null;
        }

        return value.IsContainer() ? ReadContainer(name, value, reading)
            : value.Span.SequenceEqual("true"u8) ? true
            : value.Span.SequenceEqual("false"u8) ? false
            : JsonNumber.TryParse(value.Span, out long integer) && Math.Abs(integer) <= LargestInteger ? integer
            : IsExact(value.Span) && JsonNumber.TryParse(value.Span, out double number) ? number
            : MetadataText.CheckOther(value.ToString(), name, reading);
    }

    private static bool IsExact(ReadOnlySpan<byte> number)
    {
        var digits = 0;
        foreach (var sign in number)
        {
            if (sign is (byte)'e' or (byte)'E')
            {
                break;
            }

            digits += char.IsAsciiDigit((char)sign) ? 1 : 0;
        }

        return digits <= MaxDigits;
    }

    // A text may contain an object as JSON, and this object is searched for secrets like any other.
    private static string? ReadText(ReadOnlySpan<char> name, string text, MetadataReading reading)
    {
        if (Utf8JsonExtensions.ParseContainer(text) is not { } json)
        {
            return MetadataText.CheckOther(text, name, reading);
        }

        return SecretMembers.Occur(json) ? ReadContainer(name, json, reading) : MetadataText.CheckOther(text, name, reading);
    }

    private static string? ReadContainer(ReadOnlySpan<char> name, Utf8Json json, MetadataReading reading)
    {
        if (RemoveSecrets(json, name.ToString(), reading) is not { } rest)
        {
            return null;
        }

        var text = CutValue.CutContainer(rest, reading.Limits.Length, out var isCut);
        if (isCut)
        {
            reading.DropOther(MetadataDrop.TooLong, name);
        }

        return MetadataText.CheckOther(text, name, reading);
    }

    private static Utf8Json? RemoveSecrets(Utf8Json json, string name, MetadataReading reading) =>
        new SecretMembers(path => reading.DropOther(MetadataDrop.Secret, name + path)).Remove(json);
}
