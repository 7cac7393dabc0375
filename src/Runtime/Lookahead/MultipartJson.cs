using System.Buffers;
using TracedLlm.Json;

namespace TracedLlm.Lookahead;

/// <summary>
/// Writes the text fields of a form as a JSON object, so that one reader reads forms and JSON. As SDKs send nested values, fields
/// with the name <c>x[]</c> become an array <c>x</c>, and fields with the name <c>x[y]</c> become an object <c>x</c>. If any
/// other name occurs twice, readers take the last value.
/// </summary>
internal static class MultipartJson
{
    // Bounds the recursion of WriteMember. The names that SDKs send have at most two brackets.
    private const int MaxBrackets = 8;

    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    // A form has only texts. In the JSON form of the API, these fields are numbers or booleans.
    private static readonly byte[][] Literals =
        ["n"u8.ToArray(), "temperature"u8.ToArray(), "stream"u8.ToArray(), "partial_images"u8.ToArray(), "output_compression"u8.ToArray()];

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>The most bytes that <see cref="Write"/> needs.</summary>
    public static long MaxLength(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields)
    {
        var length = 2L;
        foreach (var field in fields)
        {
            // Quotes, colon, brackets and comma of the field, and of each level of nesting.
            var name = bytes[field.Name];
            length += 8 + EscapedLength(name) + EscapedLength(bytes[field.Value]) + (6 * name.Count((byte)'['));
        }

        return length;
    }

    /// <summary>Writes <paramref name="fields"/> of <paramref name="bytes"/> to <paramref name="json"/>.</summary>
    /// <returns>How many bytes it wrote.</returns>
    public static int Write(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields, Span<byte> json)
    {
        var at = 0;
        json[at++] = (byte)'{';
        for (var i = 0; i < fields.Count; i++)
        {
            WriteMember(bytes, fields, i, start: 0, json, ref at);
        }

        json[at++] = (byte)'}';
        return at;
    }

    /// <summary>Writes the field at <paramref name="index"/>, together with the other fields of the same object or array.</summary>
    /// <param name="bytes">The form.</param>
    /// <param name="fields">The form's fields.</param>
    /// <param name="index">The index of the field.</param>
    /// <param name="start">The position in the field's name where its name within the surrounding object begins.</param>
    /// <param name="json">The destination.</param>
    /// <param name="at">How many bytes are written.</param>
    private static void WriteMember(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields, int index, int start, Span<byte> json, ref int at)
    {
        var name = bytes[fields[index].Name];
        var end = EndOfPart(name, start);
        var isNested = end < name.Length;
        if (isNested && First(bytes, fields, name[..(end + 1)]) < index)
        {
            return;
        }

        Separate(json, ref at);
        WriteString(start == 0 ? name[..end] : name[(start + 1)..(end - 1)], json, ref at);
        json[at++] = (byte)':';
        if (!isNested)
        {
            WriteValue(name, bytes[fields[index].Value], json, ref at);
        }
        else if (name[end..].SequenceEqual("[]"u8))
        {
            WriteArray(bytes, fields, index, json, ref at);
        }
        else
        {
            WriteObject(bytes, fields, index, end, json, ref at);
        }
    }

    private static void WriteObject(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields, int first, int end, Span<byte> json, ref int at)
    {
        var prefix = bytes[fields[first].Name][..(end + 1)];
        json[at++] = (byte)'{';
        for (var i = first; i < fields.Count; i++)
        {
            if (IsIn(prefix, bytes[fields[i].Name]))
            {
                WriteMember(bytes, fields, i, end, json, ref at);
            }
        }

        json[at++] = (byte)'}';
    }

    private static void WriteValue(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> json, ref int at)
    {
        if (IsLiteral(name, value))
        {
            value.CopyTo(json[at..]);
            at += value.Length;
        }
        else
        {
            WriteString(value, json, ref at);
        }
    }

    /// <summary>
    /// The end of the part of <paramref name="name"/> that begins at <paramref name="start"/>: <c>x</c>, or a following
    /// <c>[y]</c>.
    /// </summary>
    private static int EndOfPart(ReadOnlySpan<byte> name, int start) =>
        !HasParts(name) ? name.Length
        : start == 0 ? name.IndexOf((byte)'[')
        : start + name[start..].IndexOf((byte)']') + 1;

    /// <summary>Whether a name has the form <c>x[y]</c>, <c>x[y][z]</c>, <c>x[]</c> or <c>x[y][]</c>, and is not nested too deeply.</summary>
    private static bool HasParts(ReadOnlySpan<byte> name)
    {
        var open = name.IndexOf((byte)'[');
        if (open <= 0 || name.Count((byte)'[') > MaxBrackets)
        {
            return false;
        }

        while (open < name.Length)
        {
            var rest = name[(open + 1)..];
            var length = rest.IndexOfAny((byte)'[', (byte)']');
            if (name[open] != '[' || length < 0 || rest[length] != ']' || (length == 0 && rest.Length > 1))
            {
                return false;
            }

            open += length + 2;
        }

        return true;
    }

    private static bool IsIn(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name) => name.StartsWith(prefix) && HasParts(name);

    private static int First(ReadOnlySpan<byte> bytes, IReadOnlyList<MultipartField> fields, ReadOnlySpan<byte> prefix)
    {
        var i = 0;
        while (!IsIn(prefix, bytes[fields[i].Name]))
        {
            i++;
        }

        return i;
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
