using System.Text;
using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>Reads the metadata and the tags of a caller's key and team, which the gateway states.</summary>
internal static class CallerMetadata
{
    /// <summary>Reads them into <paramref name="values"/>: of the keys that have a row only <c>tags</c>, because the others are the request's.</summary>
    /// <param name="json">The objects as JSON, in the order of their precedence.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="values">Gets the values.</param>
    public static void Read(IEnumerable<string?> json, IEnumerable<string> tags, MetadataValues values)
    {
        string[] all = [];
        Add(MetadataTexts.Read(MetadataKeyTable.Tags, tags, values.Reading));
        foreach (var text in json)
        {
            values.NextSource();
            if (text is { Length: > 0 })
            {
                ReadObject(text);
            }
        }

        values.Replace(MetadataKeyTable.Tags, all.Length == 0 ? null : all);

        void ReadObject(string text)
        {
            var cursor = new Utf8JsonCursor(Encoding.UTF8.GetBytes(text).AsMemory());
            cursor.EnterObject();
            while (cursor.NextProperty())
            {
                var row = MetadataKeyLookup.Find(cursor.Name);
                var name = Encoding.UTF8.GetString(cursor.Name);
                if (cursor.ReadRaw() is not { } value)
                {
                    continue;
                }

                if (row is null)
                {
                    OtherKey.Set(name, value, values);
                }
                else if (row == MetadataKeyTable.Tags)
                {
                    Add(MetadataValue.Read(row, value, values.Reading) as string[]);
                }
            }
        }

        void Add(string[]? more) => all = more is null ? all : MetadataTexts.Merge(all, more, values.Reading);
    }
}
