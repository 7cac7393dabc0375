using System.Buffers;

namespace TracedLlm;

/// <summary>
/// Writes the text fields of a form as a JSON object, so that one reader serves both. Fields named <c>x[]</c>
/// become an array <c>x</c>; of other names that occur twice, readers take the last.
/// </summary>
internal static class MultipartJson
{
    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    // Forms know only text; these are numbers or booleans in the JSON form of their API.
    private static readonly byte[][] Literals =
        ["n"u8.ToArray(), "temperature"u8.ToArray(), "stream"u8.ToArray(), "partial_images"u8.ToArray(), "output_compression"u8.ToArray()];

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>How many bytes <see cref="Write"/> needs at most.</summary>
    public static long MaxLength(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields)
    {
        var length = 2L;
        foreach (var field in fields)
        {
            // Quotes, colon, brackets, comma.
            length += 8 + EscapedLength(bytes[field.Name]) + EscapedLength(bytes[field.Value]);
        }

        return length;
    }

    /// <summary>Writes <paramref name="fields"/> of <paramref name="bytes"/> to <paramref name="json"/>.</summary>
    /// <returns>The length.</returns>
    public static int Write(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields, Span<byte> json)
    {
        var at = 0;
        json[at++] = (byte)'{';
        for (var i = 0; i < fields.Count; i++)
        {
            var name = bytes[fields[i].Name];
            var isArray = name.EndsWith("[]"u8);
            if (isArray && Occurs(bytes, fields, name, before: i))
            {
                continue;
            }

            Separate(json, ref at);
            WriteString(isArray ? name[..^2] : name, json, ref at);
            json[at++] = (byte)':';
            if (isArray)
            {
                WriteArray(bytes, fields, i, json, ref at);
            }
            else if (IsLiteral(name, bytes[fields[i].Value]))
            {
                bytes[fields[i].Value].CopyTo(json[at..]);
                at += bytes[fields[i].Value].Length;
            }
            else
            {
                WriteString(bytes[fields[i].Value], json, ref at);
            }
        }

        json[at++] = (byte)'}';
        return at;
    }

    private static bool IsLiteral(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        foreach (var literal in Literals)
        {
            if (name.SequenceEqual(literal))
            {
                return value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8) || JsonNumber.IsNumber(value);
            }
        }

        return false;
    }

    private static void WriteArray(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields, int first, Span<byte> json, ref int at)
    {
        var name = bytes[fields[first].Name];
        json[at++] = (byte)'[';
        for (var i = first; i < fields.Count; i++)
        {
            if (bytes[fields[i].Name].SequenceEqual(name))
            {
                Separate(json, ref at);
                WriteString(bytes[fields[i].Value], json, ref at);
            }
        }

        json[at++] = (byte)']';
    }

    private static bool Occurs(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields, ReadOnlySpan<byte> name, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (bytes[fields[i].Name].SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static void Separate(Span<byte> json, ref int at)
    {
        if (json[at - 1] is not ((byte)'{' or (byte)'['))
        {
            json[at++] = (byte)',';
        }
    }

    private static void WriteString(ReadOnlySpan<byte> text, Span<byte> json, ref int at)
    {
        json[at++] = (byte)'"';
        while (text.IndexOfAny(Escaped) is var next and >= 0)
        {
            text[..next].CopyTo(json[at..]);
            at += next;
            var character = text[next];
            if (character < 0x20)
            {
                "\\u00"u8.CopyTo(json[at..]);
                at += 4;
                json[at++] = Hex[character >> 4];
                json[at++] = Hex[character & 15];
            }
            else
            {
                json[at++] = (byte)'\\';
                json[at++] = character;
            }

            text = text[(next + 1)..];
        }

        text.CopyTo(json[at..]);
        at += text.Length;
        json[at++] = (byte)'"';
    }

    private static long EscapedLength(ReadOnlySpan<byte> text)
    {
        long length = text.Length;
        while (text.IndexOfAny(Escaped) is var next and >= 0)
        {
            length += text[next] < 0x20 ? 5 : 1;
            text = text[(next + 1)..];
        }

        return length;
    }
}
