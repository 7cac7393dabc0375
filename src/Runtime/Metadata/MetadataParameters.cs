using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Metadata;

/// <summary>
/// Fields of a request's body that the operator has as attributes (<see cref="TracedLlmOptions.AttributeParameters"/>). They are read as if
/// the caller had written them into the gateway's metadata, which wins over them.
/// </summary>
internal static class MetadataParameters
{
    /// <summary>Finds the fields of a body; a copy of each value, because the memory of the body is reused. Objects and arrays are not attributes.</summary>
    public static List<KeyValuePair<string, Utf8Json>> Find(ReadOnlyMemory<byte> body, ICollection<string> names)
    {
        List<KeyValuePair<string, Utf8Json>> found = [];
        if (body.IsEmpty)
        {
            return found;
        }

        var cursor = new Utf8JsonCursor(body);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            if (FindName(cursor.Name, names) is not { } name)
            {
                cursor.Skip();
            }
            else if (cursor.ReadRaw() is { } value && !value.IsContainer())
            {
                // The last value of a name counts, as at providers.
                found.RemoveAll(known => known.Key == name);
                found.Add(new(name, new Utf8Json(value.Memory.ToArray())));
            }
        }

        return found;
    }

    /// <summary>Adds the fields to the keys without a row.</summary>
    public static void Read(IReadOnlyList<KeyValuePair<string, Utf8Json>> parameters, MetadataValues values)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        values.NextSource();
        foreach (var (name, value) in parameters)
        {
            if (MetadataKeyLookup.Find(Encoding.UTF8.GetBytes(name)) is null && !value.Span.SequenceEqual("null"u8))
            {
                OtherKey.Set(name, value, values);
            }
        }
    }

    private static string? FindName(ReadOnlySpan<byte> utf8, ICollection<string> names)
    {
        foreach (var name in names)
        {
            // The setting allows ASCII names only.
            if (Ascii.Equals(utf8, name))
            {
                return name;
            }
        }

        return null;
    }
}
