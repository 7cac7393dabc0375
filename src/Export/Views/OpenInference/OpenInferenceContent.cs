using TracedLlm.Content;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Json;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>
/// Writes one part of a message as OpenInference has it: <c>message_content.type</c> and the fields of the type. Its types are text, image,
/// audio, video, document and reasoning.
/// </summary>
internal static class OpenInferenceContent
{
    /// <summary>Writes the attributes of a part; <paramref name="key"/> ends in <c>message_content.</c> and is the same afterwards.</summary>
    public static void Write(OtlpBuffer buffer, ref IndexedKey key, in CapturedPart part, Utf8Json element)
    {
        if (part.IsReasoning())
        {
            key.Write(buffer, "type"u8, "reasoning"u8);
            key.Write(buffer, "text"u8, part.Content);
            key.Write(buffer, "signature"u8, part.Signature);
            key.Write(buffer, "data"u8, part.Data);
        }
        else if (part.IsMedia("image"u8))
        {
            WriteMedia(buffer, ref key, part, "image"u8, "image.image."u8, hasType: false);
        }
        else if (part.IsMedia("audio"u8))
        {
            WriteMedia(buffer, ref key, part, "audio"u8, "audio.audio."u8, hasType: true);
        }
        else if (part.IsMedia("video"u8))
        {
            WriteMedia(buffer, ref key, part, "video"u8, "video.video."u8, hasType: true);
        }
        else if (part.Modality.IsString())
        {
            WriteDocument(buffer, ref key, part);
        }
        else
        {
            // OpenInference has no type for the others: their text, or all that they are.
            key.Write(buffer, "type"u8, "text"u8);
            key.Write(buffer, "text"u8, part.Content.IsString() ? part.Content : element);
        }
    }

    private static void WriteMedia(OtlpBuffer buffer, ref IndexedKey key, in CapturedPart part, ReadOnlySpan<byte> type, ReadOnlySpan<byte> prefix, bool hasType)
    {
        key.Write(buffer, "type"u8, type);
        var length = key.Length;
        key.Add(prefix);
        WriteUrl(buffer, ref key, "url"u8, part);
        if (hasType)
        {
            key.Write(buffer, "mime_type"u8, part.MimeType);
        }

        key.Cut(length);
    }

    private static void WriteDocument(OtlpBuffer buffer, ref IndexedKey key, in CapturedPart part)
    {
        key.Write(buffer, "type"u8, "document"u8);
        var length = key.Length;
        key.Add("document."u8);
        if (part.Uri.IsString() || part.Content.IsString())
        {
            // The specification has no field for the id of a file at the provider.
            WriteUrl(buffer, ref key, "url"u8, part);
        }

        key.Write(buffer, "mime_type"u8, part.MimeType);
        key.Write(buffer, "name"u8, part.FileName);
        key.Cut(length);
    }

    private static void WriteUrl(OtlpBuffer buffer, ref IndexedKey key, ReadOnlySpan<byte> last, in CapturedPart part)
    {
        var length = key.Length;
        key.Add(last);
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, key.Utf8);
        MediaUrl.WriteText(buffer, part);
        OtlpAttribute.CloseText(buffer, open);
        key.Cut(length);
    }
}
