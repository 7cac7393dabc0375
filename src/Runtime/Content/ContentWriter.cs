using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>
/// Writes the JSON of one content attribute. It stays valid JSON and near <see cref="MaxLength"/>: the text that would pass
/// the bound is cut, and what comes behind it is left out.
/// </summary>
internal sealed class ContentWriter : IDisposable
{
    /// <summary>The bytes that an attribute's content may have: 1 MiB. Brackets and names that close it come on top.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The bytes of encoded image, sound or file that are kept: 32 KiB. A longer one is left out.</summary>
    public const int MaxInlineLength = 32 << 10;

    private const string Cut = "…";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly PooledText _buffer = new();

    public ContentWriter() => Json = new Utf8JsonWriter(_buffer, Options);

    public Utf8JsonWriter Json { get; }

    /// <summary>Whether something was cut or left out.</summary>
    public bool IsTruncated { get; private set; }

    private int Room => MaxLength - (int)Json.BytesCommitted - Json.BytesPending;

    /// <summary>Whether more may be written; if not, what would come is left out.</summary>
    public bool HasRoom()
    {
        if (Room > 0)
        {
            return true;
        }

        IsTruncated = true;
        return false;
    }

    /// <summary>Writes a property that is a text; none where <paramref name="value"/> is absent.</summary>
    public void Text(ReadOnlySpan<byte> name, Utf8Json value)
    {
        if (!value.IsEmpty)
        {
            Json.WritePropertyName(name);
            Text(value);
        }
    }

    /// <summary>Writes a text. What is no string is written as text all the same.</summary>
    public void Text(Utf8Json value)
    {
        if (value.Span.Length <= Room && value.IsWellFormedString())
        {
            Json.WriteRawValue(value.Span, skipInputValidation: true);
        }
        else
        {
            Text((value.IsString() ? value.Text() : value.ToString()) ?? "");
        }
    }

    /// <summary>Writes a text.</summary>
    public void Text(string text)
    {
        var room = Math.Max(Room, 0);
        if (text.Length > room)
        {
            IsTruncated = true;
            text = text[..(room > 0 && char.IsHighSurrogate(text[room - 1]) ? room - 1 : room)] + Cut;
        }

        Json.WriteStringValue(text);
    }

    /// <summary>Writes a value of any type as it stands; one that is too long or no valid JSON becomes a text.</summary>
    public void Value(ReadOnlySpan<byte> name, Utf8Json value)
    {
        Json.WritePropertyName(name);
        Value(value);
    }

    /// <inheritdoc cref="Value(ReadOnlySpan{byte}, Utf8Json)"/>
    public void Value(Utf8Json value)
    {
        if (value.IsEmpty)
        {
            Json.WriteNullValue();
        }
        else if (value.IsString())
        {
            Text(value);
        }
        else if (value.Span.Length <= Room && Utf8JsonValues.IsValidJson(value.Span))
        {
            Raw(value.Span);
        }
        else
        {
            Text(value.ToString());
        }
    }

    /// <summary>Writes the object or array that a string contains, as OpenAI sends the arguments of a tool; any other string as it is.</summary>
    public void Embedded(ReadOnlySpan<byte> name, Utf8Json value)
    {
        if (value.IsString() && value.Text() is { } text && text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            Utf8Json inner = new(Encoding.UTF8.GetBytes(text));
            if (inner.Span.Length <= Room && Utf8JsonValues.IsValidJson(inner.Span))
            {
                Json.WritePropertyName(name);
                Raw(inner.Span);
                return;
            }
        }

        Value(name, value);
    }

    /// <summary>Writes encoded bytes, or nothing in their place where they are longer than <see cref="MaxInlineLength"/>.</summary>
    public void Inline(ReadOnlySpan<byte> name, Utf8Json value)
    {
        if (value.Span.Length <= MaxInlineLength)
        {
            Json.WritePropertyName(name);
            Text(value);
        }
        else
        {
            IsTruncated = true;
            Json.WriteString(name, "");
        }
    }

    /// <summary>What was written; <see langword="null"/> if that is nothing or an empty array.</summary>
    public string? Finish()
    {
        Json.Flush();
        return _buffer.Written.Length <= 2 ? null : Encoding.UTF8.GetString(_buffer.Written);
    }

    /// <summary>Writes valid JSON, without the white space that SDKs indent it with.</summary>
    private void Raw(ReadOnlySpan<byte> json)
    {
        if (json.IndexOfAny("\r\n\t "u8) < 0)
        {
            Json.WriteRawValue(json, skipInputValidation: true);
            return;
        }

        var compact = ArrayPool<byte>.Shared.Rent(json.Length);
        var length = 0;
        var isText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var next = json[i];
            if (isText && next == '\\')
            {
                compact[length++] = next;
                next = json[++i];
            }
            else if (next == '"')
            {
                isText = !isText;
            }

            if (isText || next > ' ')
            {
                compact[length++] = next;
            }
        }

        Json.WriteRawValue(compact.AsSpan(0, length), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(compact);
    }

    public void Dispose()
    {
        Json.Dispose();
        _buffer.Dispose();
    }
}
