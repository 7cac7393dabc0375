using System.Text;
using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>Reads one metadata object of a request.</summary>
internal static class MetadataObject
{
    // Bounds the stack memory.
    private const int ShortName = 128;

    /// <summary>Reads an object into <paramref name="values"/>. Of the provider's object it reads only the keys that have a row.</summary>
    public static void Read(ReadOnlyMemory<byte> json, MetadataValues values, bool isProviders)
    {
        if (json.IsEmpty)
        {
            return;
        }

        values.NextSource();
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
            else
            {
                ReadOther(ref cursor, values);
            }
        }
    }

    private static void ReadKnown(MetadataKeyFacts row, Utf8Json value, MetadataValues values)
    {
        if (row.Setter == MetadataSetter.Gateway)
        {
            values.Reading.Drop(MetadataDrop.GatewayOnly, row.Name);
        }
        else if (!values.IsSetEarlier(row))
        {
            values.Set(row, MetadataValue.Read(row, value, values.Reading));
        }
    }

    private static void ReadOther(ref Utf8JsonCursor cursor, MetadataValues values)
    {
        Span<char> characters = stackalloc char[ShortName];
        ReadOnlySpan<char> name = Encoding.UTF8.TryGetChars(cursor.Name, characters, out var length) ? characters[..length] : Encoding.UTF8.GetString(cursor.Name);
        if (cursor.ReadRaw() is { } value)
        {
            OtherKey.Set(name, value, values);
        }
    }
}
