using TracedLlm.Content;
using TracedLlm.Export.Otlp;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Json;

/// <summary>The URL of an image, a sound or a file in a message: its address, or a data URL of its bytes.</summary>
internal static class MediaUrl
{
    /// <summary>Writes it as a JSON string.</summary>
    public static void Write(ref JsonOut json, in CapturedPart part)
    {
        if (part.Uri.IsString())
        {
            json.Raw(part.Uri.Span);
            return;
        }

        json.Raw("\""u8);
        DataUrl(json.Buffer, part);
        json.Buffer.Byte((byte)'"');
    }

    /// <summary>Writes it as it is.</summary>
    public static void WriteText(OtlpBuffer buffer, in CapturedPart part)
    {
        if (part.Uri.IsString())
        {
            JsonQuote.WriteText(buffer, part.Uri);
        }
        else
        {
            DataUrl(buffer, part);
        }
    }

    // Media types and base64 contain no character that needs an escape; the quotes of both strings are left out.
    private static void DataUrl(OtlpBuffer buffer, in CapturedPart part)
    {
        buffer.Bytes("data:"u8);
        buffer.Bytes(part.MimeType.IsString() ? part.MimeType.Span[1..^1] : part.Modality.Is("image"u8) ? "image"u8 : "application/octet-stream"u8);
        buffer.Bytes(";base64,"u8);
        buffer.Bytes(part.Content.Span[1..^1]);
    }
}
