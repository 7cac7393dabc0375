using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>
/// Writes the JSON of one content attribute. The result is valid JSON of about <see cref="MaxLength"/> bytes at most: the writer
/// cuts the text that exceeds the limit, and its callers leave out the rest.
/// </summary>
internal sealed class ContentWriter : IDisposable
{
    /// <summary>The limit of an attribute's content: 1 MiB. The brackets and names that close the JSON come in addition.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The most bytes of an encoded image, sound or file that the writer keeps: 32 KiB. It leaves out longer data.</summary>
    public const int MaxInlineLength = 32 << 10;

    private const string Cut = "…";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly PooledBufferWriter _buffer = new();

    public ContentWriter() => Json = new Utf8JsonWriter(_buffer, Options);

    public Utf8JsonWriter Json { get; }

    /// <summary>Whether the writer cut or left out something.</summary>
    public bool IsTruncated { get; private set; }

    private int Room => MaxLength - (int)Json.BytesCommitted - Json.BytesPending;

    /// <summary>Whether the limit allows more content. If it does not, the caller leaves out the rest.</summary>
    public bool HasRoom()
    {
        if (Room > 0)
        {
            return true;
        }

        IsTruncated = true;
        return false;
    }

    /// <summary>Writes a property whose value is a text. An absent value writes nothing.</summary>
    public void Text(ReadOnlySpan<byte> name, Utf8Json value)
    {
        if (!value.IsEmpty)
        {
            Json.WritePropertyName(name);
            Text(value);
        }
    }

    /// <summary>Writes a text. A value that is not a string is written as its JSON text.</summary>
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

    /// <summary>Writes a value of any type unchanged. A value that is too long or not valid JSON is written as a text.</summary>
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
        else if (value.Span.Length <= Room && Utf8JsonExtensions.IsValidJson(value.Span))
        {
            Raw(value.Span);
        }
        else
        {
            Text(value.ToString());
        }
    }

    /// <summary>
    /// Writes the object or array that a string contains as JSON, such as the arguments of a tool call at OpenAI. Any other value is
    /// written unchanged.
    /// </summary>
    public void Embedded(ReadOnlySpan<byte> name, Utf8Json value)
    {
        if (value.IsString() && value.Text() is { } text && text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            Utf8Json inner = new(Encoding.UTF8.GetBytes(text));
            if (inner.Span.Length <= Room && Utf8JsonExtensions.IsValidJson(inner.Span))
            {
                Json.WritePropertyName(name);
                Raw(inner.Span);
                return;
            }
        }

        Value(name, value);
    }

    /// <summary>Writes encoded bytes. Data longer than <see cref="MaxInlineLength"/> is written as an empty text.</summary>
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

    /// <summary>The JSON that was written; <see langword="null"/> if it is empty or an empty array.</summary>
    public string? Finish()
    {
        Json.Flush();
        return _buffer.Written.Length <= 2 ? null : Encoding.UTF8.GetString(_buffer.Written);
    }

    /// <summary>Writes valid JSON, and removes the white space with which SDKs indent it.</summary>
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
