using System.Collections.Frozen;
using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Metadata;

/// <summary>Reads some fields of a JSON object by their names.</summary>
internal static class RequestFields
{
    // Bound the memory. A longer name is not a field of the gateway; a longer value is skipped.
    private const int LongestName = 64;
    private const int LongestValue = 1024;

    /// <summary>Adds the texts and numbers of the fields in <paramref name="names"/> to <paramref name="fields"/>. It replaces no field.</summary>
    public static void Read(ReadOnlyMemory<byte> json, FrozenSet<string> names, Dictionary<string, string> fields)
    {
        if (json.IsEmpty)
        {
            return;
        }

        var lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> characters = stackalloc char[LongestName];
        var cursor = new Utf8JsonCursor(json);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            if (!Encoding.UTF8.TryGetChars(cursor.Name, characters, out var length) || !lookup.TryGetValue(characters[..length], out var name))
            {
                cursor.Skip();
            }
            else if (cursor.ReadRaw() is { } value && value.Span.Length <= LongestValue && !value.IsContainer())
            {
                var text = value.IsString() ? value.Text() : value.ToString();
                fields.TryAdd(name, text ?? "");
            }
        }
    }
}
