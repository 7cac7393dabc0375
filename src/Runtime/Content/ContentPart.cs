using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>
/// A part of a message in the form of OpenAI's chat completions, OpenAI's responses or Anthropic's messages. The types of these
/// APIs have different names, so that one map reads all of them.
/// </summary>
[PayloadMap]
internal readonly partial struct ContentPart
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("text")] public Utf8Json Text { get; init; }
    [PayloadField("refusal")] public Utf8Json Refusal { get; init; }
    [PayloadField("thinking")] public Utf8Json Thinking { get; init; }
    [PayloadField("signature")] public Utf8Json Signature { get; init; }
    [PayloadField("image_url")] public Utf8Json ImageUrl { get; init; }
    [PayloadField("input_audio")] public Utf8Json InputAudio { get; init; }
    [PayloadField("file")] public Utf8Json File { get; init; }
    [PayloadField("file_id")] public Utf8Json FileId { get; init; }
    [PayloadField("file_url")] public Utf8Json FileUrl { get; init; }
    [PayloadField("file_data")] public Utf8Json FileData { get; init; }
    [PayloadField("filename")] public Utf8Json FileName { get; init; }
    [PayloadField("detail")] public Utf8Json Detail { get; init; }
    [PayloadField("source")] public Utf8Json Source { get; init; }
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("input")] public Utf8Json Input { get; init; }
    [PayloadField("tool_use_id")] public Utf8Json ToolUseId { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("transcript")] public Utf8Json Transcript { get; init; }

    /// <summary>Writes the parts of <paramref name="content"/>, which is a text or an array of parts.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json content)
    {
        if (!content.IsArray())
        {
            if (!content.IsObject())
            {
                Parts.Text(to, content);
            }

            return;
        }

        foreach (var part in content.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            if (part.IsString())
            {
                Parts.Text(to, part);
            }
            else
            {
                Write(to, part);
            }
        }
    }

    /// <summary>Writes one part.</summary>
    public static void Write(ContentWriter to, Utf8Json json)
    {
        var part = Read(json.Memory);
        var type = part.Type;
        if (type.Is("text"u8) || type.Is("input_text"u8) || type.Is("output_text"u8) || (type.IsEmpty && !part.Text.IsEmpty))
        {
            // The text of an assistant is an object that also contains annotations.
            Parts.Text(to, part.Text.IsObject() ? TextValue.Read(part.Text.Memory).Value : part.Text);
        }
        else if (type.Is("image_url"u8) || type.Is("input_image"u8))
        {
            part.WriteImage(to);
        }
        else if (type.Is("input_audio"u8))
        {
            part.WriteAudio(to);
        }
        else if (type.Is("file"u8) || type.Is("input_file"u8))
        {
            var file = part.File.IsEmpty ? part : Read(part.File.Memory);
            file.WriteFile(to);
        }
        else if (type.Is("image"u8) || type.Is("document"u8))
        {
            part.WriteSource(to, type.Is("image"u8) ? "image"u8 : "document"u8, json);
        }
        else if (type.Is("thinking"u8))
        {
            Parts.Reasoning(to, part.Thinking, part.Signature);
        }
        else if (type.Is("refusal"u8))
        {
            Parts.Simple(to, "refusal"u8, part.Refusal);
        }
        else if (type.Is("tool_use"u8))
        {
            Parts.ToolCall(to, part.Id, part.Name, part.Input);
        }
        else if (type.Is("server_tool_use"u8) || type.Is("mcp_tool_use"u8))
        {
            Parts.ServerToolCall(to, part.Id, part.Name, part.Input);
        }
        else if (type.Is("tool_result"u8))
        {
            Parts.ToolResponse(to, part.ToolUseId, part.Content);
        }
        else if (type.EndsWith("_tool_result"u8))
        {
            Parts.ServerToolResponse(to, part.ToolUseId, type, part.Content);
        }
        else if (!part.Transcript.IsEmpty)
        {
            Parts.Text(to, part.Transcript);
        }
        else
        {
            Parts.Other(to, type, json);
        }
    }

    private void WriteImage(ContentWriter to)
    {
        var image = ImageUrl.IsObject() ? ImageReference.Read(ImageUrl.Memory) : new ImageReference { Url = ImageUrl, Detail = Detail };
        if (image.Url.IsEmpty)
        {
            Parts.File(to, "image"u8, FileId, new(Detail));
        }
        else
        {
            Parts.Uri(to, "image"u8, mimeType: null, image.Url, new(image.Detail));
        }
    }

    private void WriteAudio(ContentWriter to)
    {
        var audio = InlineAudio.Read(InputAudio.Memory);
        if (!audio.Data.IsEmpty)
        {
            // "mp3" is the only format of OpenAI whose media type has another name.
            Parts.Blob(to, "audio"u8, audio.Format is { } format ? "audio/" + (format == "mp3" ? "mpeg" : format) : null, audio.Data);
        }
    }

    private void WriteFile(ContentWriter to)
    {
        if (!FileData.IsEmpty)
        {
            Parts.Blob(to, "document"u8, mimeType: null, FileData);
        }
        else if (!FileUrl.IsEmpty)
        {
            Parts.Uri(to, "document"u8, mimeType: null, FileUrl, new(FileName: FileName));
        }
        else
        {
            Parts.File(to, "document"u8, FileId, new(FileName: FileName));
        }
    }

    private void WriteSource(ContentWriter to, ReadOnlySpan<byte> modality, Utf8Json json)
    {
        var source = ContentSource.Read(Source.Memory);
        if (source.Type.Is("base64"u8))
        {
            Parts.Blob(to, modality, source.MediaType, source.Data);
        }
        else if (source.Type.Is("url"u8))
        {
            Parts.Uri(to, modality, source.MediaType, source.Url);
        }
        else if (source.Type.Is("file"u8))
        {
            Parts.File(to, modality, source.FileId);
        }
        else if (source.Type.Is("text"u8))
        {
            Parts.Text(to, source.Data);
        }
        else
        {
            Parts.Other(to, Type, json);
        }
    }
}
