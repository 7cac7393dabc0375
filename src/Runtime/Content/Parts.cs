using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>Writes the parts of a message in the form of the GenAI semantic conventions, v1.41.1.</summary>
internal static class Parts
{
    public static void Text(ContentWriter to, Utf8Json text) => Simple(to, "text"u8, text);

    /// <summary>Writes what a model thought. The conventions have no name for the signature of a provider; it is written beside the text.</summary>
    public static void Reasoning(ContentWriter to, Utf8Json text, Utf8Json signature = default)
    {
        if (text.IsEmpty)
        {
            return;
        }

        Start(to, "reasoning"u8);
        to.Text("content"u8, text);
        if (signature.IsString() && signature.Span.Length > 2)
        {
            to.Text("signature"u8, signature);
        }

        to.Json.WriteEndObject();
    }

    /// <summary>Writes a part that consists of a type and one text.</summary>
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

    /// <summary>
    /// Writes the result of a tool. It always writes <c>response</c>, because a backend rejects all messages if one has no
    /// response.
    /// </summary>
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

    /// <summary>Writes a text that describes bytes that the message contains: their type, their size and their hash.</summary>
    /// <param name="to">The writer.</param>
    /// <param name="modality">The kind of the bytes.</param>
    /// <param name="mimeType">The media type, if it is known.</param>
    /// <param name="data">Base64, or a data URL with its own media type.</param>
    public static void Blob(ContentWriter to, ReadOnlySpan<byte> modality, string? mimeType, Utf8Json data)
    {
        var bytes = data.Span.Trim((byte)'"');
        if (data.StartsWith("data:"u8) && bytes.IndexOf((byte)',') is > 0 and var comma)
        {
            var header = bytes["data:"u8.Length..comma];
            var end = header.IndexOf((byte)';');
            mimeType = Encoding.UTF8.GetString(end < 0 ? header : header[..end]).Replace("\\/", "/", StringComparison.Ordinal);
            bytes = bytes[(comma + 1)..];
        }

        Start(to, "text"u8);
        to.Json.WritePropertyName("content"u8);
        to.Text(InlineNotice.Describe(mimeType ?? Encoding.UTF8.GetString(modality), bytes));
        to.Json.WriteEndObject();
    }

    /// <summary>Writes the address of the bytes, or the bytes themselves if the address is a data URL.</summary>
    public static void Uri(ContentWriter to, ReadOnlySpan<byte> modality, string? mimeType, Utf8Json uri, in PartDetails extra = default)
    {
        if (uri.StartsWith("data:"u8))
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
        extra.Write(to);
        to.Json.WriteEndObject();
    }

    public static void File(ContentWriter to, ReadOnlySpan<byte> modality, Utf8Json id, in PartDetails extra = default)
    {
        Start(to, "file"u8);
        to.Json.WriteString("modality"u8, modality);
        to.Json.WritePropertyName("file_id"u8);
        to.Text(id);
        extra.Write(to);
        to.Json.WriteEndObject();
    }

    /// <summary>Writes a part of any other type unchanged. Of a long part it writes only the type.</summary>
    public static void Other(ContentWriter to, Utf8Json type, Utf8Json part)
    {
        if (part.IsObject() && !type.IsEmpty && part.Span.Length <= ContentWriter.MaxOtherLength)
        {
            to.Value(part);
            return;
        }

        to.Json.WriteStartObject();
        to.Json.WritePropertyName("type"u8);
        to.Text(type.IsEmpty ? Unknown : type);
        to.Json.WriteEndObject();
    }

    /// <summary>Writes a part of an API whose parts have no type. A short part is written unchanged, a long part without content.</summary>
    public static void Unnamed(ContentWriter to, Utf8Json part)
    {
        Start(to, "other"u8);
        if (part.Span.Length <= ContentWriter.MaxOtherLength)
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
