using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Json;

/// <summary>Writes images, sounds and files as the parts that OpenAI's chat API has for them.</summary>
internal static class MediaJson
{
    /// <summary>Writes <c>{"type":"image_url","image_url":{"url":…,"detail":…}}</c>.</summary>
    public static void Image(ref JsonOut json, in CapturedPart part)
    {
        Begin(ref json, "image_url"u8);
        json.Name("url"u8);
        MediaUrl.Write(ref json, part);
        json.Member("detail"u8, part.Detail);
        End(ref json);
    }

    /// <summary>Writes <c>{"type":"input_audio","input_audio":{"data":…,"format":"wav"}}</c>.</summary>
    public static void Audio(ref JsonOut json, in CapturedPart part)
    {
        Begin(ref json, "input_audio"u8);
        json.Member("data"u8, part.Content);
        if (part.MimeType.StartsWith("audio/"u8))
        {
            var format = part.MimeType.Span["\"audio/"u8.Length..^1];
            json.Name("format"u8);
            json.Quoted(format.SequenceEqual("mpeg"u8) ? "mp3"u8 : format);
        }

        End(ref json);
    }

    /// <summary>
    /// Writes <c>{"type":"file","file":{…}}</c> with the bytes as <c>file_data</c>, or with their id or address as <c>file_id</c>. OpenAI has no
    /// address there; LiteLLM sends addresses so.
    /// </summary>
    public static void File(ref JsonOut json, in CapturedPart part)
    {
        Begin(ref json, "file"u8);
        if (part.Content.IsString())
        {
            json.Name("file_data"u8);
            MediaUrl.Write(ref json, part);
        }
        else
        {
            json.Member("file_id"u8, part.Uri.IsString() ? part.Uri : part.FileId);
            json.Member("format"u8, part.MimeType);
        }

        json.Member("filename"u8, part.FileName);
        End(ref json);
    }

    private static void Begin(ref JsonOut json, ReadOnlySpan<byte> type)
    {
        json.StartObject();
        json.Name("type"u8);
        json.Quoted(type);
        json.Name(type);
        json.StartObject();
    }

    private static void End(ref JsonOut json)
    {
        json.EndObject();
        json.EndObject();
    }
}
