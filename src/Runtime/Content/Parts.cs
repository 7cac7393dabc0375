using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>Writes the parts of a message as the GenAI conventions, v1.41.1, have them.</summary>
internal static class Parts
{
    public static void Text(ContentWriter to, Utf8Json text) => Simple(to, "text"u8, text);

    public static void Reasoning(ContentWriter to, Utf8Json text) => Simple(to, "reasoning"u8, text);

    /// <summary>A part that the conventions have no type for.</summary>
    public static void Simple(ContentWriter to, ReadOnlySpan<byte> type, Utf8Json text)
    {
        if (!text.IsEmpty)
        {
            Start(to, type);
            to.Text("content"u8, text);
            to.Json.WriteEndObject();
        }
    }

    public static void ToolCall(ContentWriter to, Utf8Json id, Utf8Json name, Utf8Json arguments)
    {
        Start(to, "tool_call"u8);
        to.Text("id"u8, id);
        to.Json.WritePropertyName("name"u8);
        to.Text(name);
        to.Embedded("arguments"u8, arguments);
        to.Json.WriteEndObject();
    }

    /// <summary>The answer of a tool; <c>response</c> is always there, since a backend refuses all messages without it.</summary>
    public static void ToolResponse(ContentWriter to, Utf8Json id, Utf8Json response)
    {
        Start(to, "tool_call_response"u8);
        to.Text("id"u8, id);
        to.Value("response"u8, response);
        to.Json.WriteEndObject();
    }

    public static void ServerToolCall(ContentWriter to, Utf8Json id, Utf8Json name, Utf8Json arguments)
    {
        Start(to, "server_tool_call"u8);
        to.Text("id"u8, id);
        to.Json.WritePropertyName("name"u8);
        to.Text(name);
        to.Json.WriteStartObject("server_tool_call"u8);
        to.Json.WritePropertyName("type"u8);
        to.Text(name);
        to.Embedded("arguments"u8, arguments);
        to.Json.WriteEndObject();
        to.Json.WriteEndObject();
    }

    public static void ServerToolResponse(ContentWriter to, Utf8Json id, Utf8Json type, Utf8Json response)
    {
        Start(to, "server_tool_call_response"u8);
        to.Text("id"u8, id);
        to.Json.WriteStartObject("server_tool_call_response"u8);
        to.Json.WritePropertyName("type"u8);
        to.Text(type);
        to.Value("content"u8, response);
        to.Json.WriteEndObject();
        to.Json.WriteEndObject();
    }

    /// <summary>Bytes in the message: <paramref name="data"/> is base64, or a data URL that says its own type.</summary>
    public static void Blob(ContentWriter to, ReadOnlySpan<byte> modality, string? mimeType, Utf8Json data)
    {
        Start(to, "blob"u8);
        to.Json.WriteString("modality"u8, modality);
        if (data.Begins("data:"u8) && data.Span.IndexOf((byte)',') is > 0 and var comma)
        {
            var header = data.Span[6..comma];
            var end = header.IndexOf((byte)';');
            mimeType = Encoding.UTF8.GetString(end < 0 ? header : header[..end]);
            var bytes = data.Memory[(comma + 1)..];
            data = new(bytes.Length > ContentWriter.MaxInlineLength ? bytes : (byte[])[(byte)'"', .. bytes.Span]);
        }

        if (mimeType is not null)
        {
            to.Json.WriteString("mime_type"u8, mimeType);
        }

        to.Inline("content"u8, data);
        to.Json.WriteEndObject();
    }

    /// <summary>A place that the bytes are at, or the bytes themselves where it is a data URL.</summary>
    public static void Uri(ContentWriter to, ReadOnlySpan<byte> modality, string? mimeType, Utf8Json uri)
    {
        if (uri.Begins("data:"u8))
        {
            Blob(to, modality, mimeType, uri);
            return;
        }

        Start(to, "uri"u8);
        to.Json.WriteString("modality"u8, modality);
        if (mimeType is not null)
        {
            to.Json.WriteString("mime_type"u8, mimeType);
        }

        to.Json.WritePropertyName("uri"u8);
        to.Text(uri);
        to.Json.WriteEndObject();
    }

    public static void File(ContentWriter to, ReadOnlySpan<byte> modality, Utf8Json id)
    {
        Start(to, "file"u8);
        to.Json.WriteString("modality"u8, modality);
        to.Json.WritePropertyName("file_id"u8);
        to.Text(id);
        to.Json.WriteEndObject();
    }

    /// <summary>A part of another type, as it stands; of one that is long, only its type.</summary>
    public static void Other(ContentWriter to, Utf8Json type, Utf8Json part)
    {
        if (part.IsObject() && !type.IsEmpty && part.Span.Length <= ContentWriter.MaxInlineLength)
        {
            to.Value(part);
            return;
        }

        to.Json.WriteStartObject();
        to.Json.WritePropertyName("type"u8);
        to.Text(type.IsEmpty ? Unknown : type);
        to.Json.WriteEndObject();
    }

    /// <summary>A part of an API whose parts have no types, as it stands; of one that is long, nothing.</summary>
    public static void Unnamed(ContentWriter to, Utf8Json part)
    {
        Start(to, "other"u8);
        if (part.Span.Length <= ContentWriter.MaxInlineLength)
        {
            to.Value("content"u8, part);
        }

        to.Json.WriteEndObject();
    }

    private static Utf8Json Unknown { get; } = new("\"unknown\""u8.ToArray());

    private static void Start(ContentWriter to, ReadOnlySpan<byte> type)
    {
        to.Json.WriteStartObject();
        to.Json.WriteString("type"u8, type);
    }
}
