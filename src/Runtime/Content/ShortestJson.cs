using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>
/// Writes JSON in its shortest form: no white space between tokens, and no escapes but those that JSON requires. A client may send
/// <c>\u00fc</c> or a pair of surrogates; a backend shows the characters. A limit counts the bytes that are written, escapes included.
/// </summary>
/// <param name="buffer">The buffer that gets the bytes.</param>
/// <param name="limit">The most bytes to write. The brackets and quotes that close what is open come in addition.</param>
internal struct ShortestJson(PooledBufferWriter buffer, int limit)
{
    // A text that is cut ends with this character.
    private const string Cut = "…";

    // Nesting is at most Utf8JsonCursor.MaxDepth, which the validation of a value checks.
    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private int _room = limit;

    /// <summary>Whether a part was left out.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Writes a JSON string, which is cut between two characters if it is too long.</summary>
    /// <param name="quoted">The string with its quotes; it may have invalid escapes and invalid UTF-8.</param>
    public void String(scoped ReadOnlySpan<byte> quoted)
    {
        var content = quoted[1..^1];
        if (!Utf8.IsValid(content))
        {
            // Invalid bytes become U+FFFD.
            content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content));
        }

        if (content.IndexOf((byte)'\\') < 0)
        {
            Text(content);
            return;
        }

        var plain = ArrayPool<byte>.Shared.Rent(content.Length);
        Text(JsonText.TryUnescape(content, plain, out var written) ? plain.AsSpan(0, written) : content);
        ArrayPool<byte>.Shared.Return(plain);
    }

    /// <summary>Writes a text as a JSON string, which is cut between two characters if it is too long.</summary>
    /// <param name="text">Valid UTF-8.</param>
    public void Text(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> escape = stackalloc byte[6];
        text = InlineMedia.ReplaceWithin(text) ?? text;
        Byte((byte)'"');
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Escaped);
            var run = plain < 0 ? text : text[..plain];
            if (run.Length > _room)
            {
                Bytes(run[..WholeRunes(run, Math.Max(_room, 0))]);
                CutText();
                break;
            }

            Bytes(run);
            if (plain < 0)
            {
                break;
            }

            var length = WriteEscape(text[plain], escape);
            if (length > _room)
            {
                CutText();
                break;
            }

            Bytes(escape[..length]);
            text = text[(plain + 1)..];
        }

        Byte((byte)'"');
    }

    /// <summary>Writes a value of any type. A value that is too long is cut: within a text, or after a member or an element. It stays valid JSON.</summary>
    /// <param name="json">Valid JSON.</param>
    public void Value(scoped ReadOnlySpan<byte> json)
    {
        Span<byte> open = stackalloc byte[Utf8JsonCursor.MaxDepth + 1];
        var depth = 0;
        var follows = false;
        var isNamed = false;
        scoped ReadOnlySpan<byte> name = default;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Utf8JsonCursor.MaxDepth });
        while (reader.Read())
        {
            var token = reader.TokenType;
            if (token is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                Byte(open[--depth]);
                follows = true;
                name = default;
                continue;
            }

            // The value of a member is always written, because its name is there already.
            if (_room <= 0 && depth > 0 && !isNamed)
            {
                IsCut = true;
                break;
            }

            isNamed = token == JsonTokenType.PropertyName;

            if (follows)
            {
                Byte((byte)',');
            }

            follows = true;
            switch (token)
            {
                case JsonTokenType.StartObject:
                    Byte((byte)'{');
                    open[depth++] = (byte)'}';
                    follows = false;
                    break;
                case JsonTokenType.StartArray:
                    Byte((byte)'[');
                    open[depth++] = (byte)']';
                    follows = false;
                    break;
                case JsonTokenType.PropertyName:
                    Token(reader, name: default);
                    name = reader.ValueSpan;
                    Byte((byte)':');
                    follows = false;
                    break;
                case JsonTokenType.String:
                    Token(reader, name);
                    break;
                default:
                    Bytes(reader.ValueSpan);
                    break;
            }
        }

        while (depth > 0)
        {
            Byte(open[--depth]);
        }
    }

    private static int WholeRunes(ReadOnlySpan<byte> text, int length)
    {
        while (length > 0 && length < text.Length && (text[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return length;
    }

    private static int WriteEscape(byte sign, Span<byte> escape)
    {
        ReadOnlySpan<byte> text = sign switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            _ => "\\u00"u8,
        };
        text.CopyTo(escape);
        if (text.Length == 2)
        {
            return 2;
        }

        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        escape[4] = digits[sign >> 4];
        escape[5] = digits[sign & 0xF];
        return 6;
    }

    private void Token(in Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        if (reader.ValueIsEscaped)
        {
            var plain = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
            TextOrNotice(name, JsonText.TryUnescape(reader.ValueSpan, plain, out var written) ? plain.AsSpan(0, written) : reader.ValueSpan);
            ArrayPool<byte>.Shared.Return(plain);
        }
        else
        {
            TextOrNotice(name, reader.ValueSpan);
        }
    }

    private void TextOrNotice(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text) =>
        Text(InlineMedia.Describe(name, text) is { } notice ? Encoding.UTF8.GetBytes(notice) : text);

    private void CutText()
    {
        IsCut = true;
        _room = 0;
        buffer.Write(Cut);
    }

    private void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
        _room--;
    }

    private void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.GetSpan(bytes.Length));
        buffer.Advance(bytes.Length);
        _room -= bytes.Length;
    }
}
