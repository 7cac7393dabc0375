using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>
/// Writes the JSON of one content attribute. The result is valid JSON of about <see cref="MaxLength"/> bytes at most: the writer
/// cuts the text that exceeds the limit, and its callers leave out the rest. The limit counts the bytes of the JSON, escapes included.
/// </summary>
internal sealed class ContentWriter : IDisposable
{
    /// <summary>The limit of an attribute's content: 1 MiB. The brackets and names that close the JSON come in addition.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The most bytes of a part of an unknown type that the writer keeps: 32 KiB. Of a longer part it keeps the type.</summary>
    public const int MaxOtherLength = 32 << 10;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The writer of one content after the other on a thread. While it is in use the field is null.
    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    private readonly PooledBufferWriter _buffer = new();

    // The value that is being written.
    private readonly PooledBufferWriter _value = new();
    private bool _isDisposed;

    public ContentWriter()
    {
        if (t_json is { } json)
        {
            t_json = null;
            json.Reset(_buffer);
            Json = json;
        }
        else
        {
            Json = new Utf8JsonWriter(_buffer, Options);
        }
    }

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
        var json = new ShortestJson(_value, Room);
        if (value.IsString())
        {
            json.String(value.Span);
        }
        else
        {
            json.Text(Utf8.IsValid(value.Span) ? value.Span : Encoding.UTF8.GetBytes(value.ToString()));
        }

        WriteValue(json.IsCut);
    }

    /// <summary>Writes a text.</summary>
    public void Text(string text)
    {
        var json = new ShortestJson(_value, Room);
        json.Text(Encoding.UTF8.GetBytes(text));
        WriteValue(json.IsCut);
    }

    /// <summary>Writes a value of any type. A value that is too long is cut and stays JSON; a value that is not valid JSON is written as a text.</summary>
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
        else if (JsonLiteral.IsPlain(value.Span) && value.Span.Length <= Room)
        {
            Json.WriteRawValue(value.Span, skipInputValidation: true);
        }
        else if (Utf8JsonExtensions.IsValidJson(value.Span))
        {
            var json = new ShortestJson(_value, Room);
            json.Value(value.Span);
            WriteValue(json.IsCut);
        }
        else
        {
            Text(value);
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
            if (Utf8JsonExtensions.IsValidJson(inner.Span))
            {
                Value(name, inner);
                return;
            }
        }

        Value(name, value);
    }

    /// <summary>The JSON that was written; <see langword="null"/> if it is empty or an empty array.</summary>
    /// <param name="recurring">How many bytes the JSON may have if it is expected to come again with other requests; 0 for JSON with content, which is not kept.</param>
    public string? Finish(int recurring = 0)
    {
        Json.Flush();
        return _buffer.Written.Length <= 2 ? null : recurring > 0 ? RecentTexts.DecodeAndKeep(_buffer.Written, recurring) : Encoding.UTF8.GetString(_buffer.Written);
    }

    private void WriteValue(bool isCut)
    {
        IsTruncated |= isCut;
        Json.WriteRawValue(_value.Written, skipInputValidation: true);
        _value.Clear();
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        t_json = Json;
        _buffer.Dispose();
        _value.Dispose();
    }
}
