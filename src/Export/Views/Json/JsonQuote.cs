using System.Buffers;
using TracedLlm.Export.Otlp;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Json;

/// <summary>Writes JSON as a JSON string.</summary>
internal static class JsonQuote
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\"\\\n\r\t"u8);

    /// <summary>Writes <paramref name="json"/>, which has no control characters but white space, between quotes.</summary>
    public static void Write(ref JsonOut to, ReadOnlySpan<byte> json)
    {
        to.Raw("\""u8);
        var buffer = to.Buffer;
        while (json.IndexOfAny(Escaped) is >= 0 and var index)
        {
            buffer.Bytes(json[..index]);
            if (json[index] is (byte)'"' or (byte)'\\')
            {
                buffer.Byte((byte)'\\');
                buffer.Byte(json[index]);
            }
            else
            {
                // White space between tokens.
                buffer.Byte((byte)' ');
            }

            json = json[(index + 1)..];
        }

        buffer.Bytes(json);
        buffer.Byte((byte)'"');
    }

    /// <summary>Writes the text of a JSON string, or JSON of another type as it stands.</summary>
    public static void WriteText(OtlpBuffer buffer, Utf8Json json)
    {
        if (!json.IsString())
        {
            buffer.Bytes(json.Span);
            return;
        }

        var text = json.Span[1..^1];
        if (JsonText.TryUnescape(text, buffer.GetSpan(Math.Max(text.Length, 1)), out var written))
        {
            buffer.Advance(written);
        }
        else
        {
            buffer.Bytes(text);
        }
    }
}
