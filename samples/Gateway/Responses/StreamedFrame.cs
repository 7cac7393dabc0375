using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>One frame of Bedrock's streams. Of InvokeModel, the JSON is the model's own.</summary>
internal sealed class StreamedFrame : IStreamedPart
{
    private readonly EventFrame _frame;
    private readonly bool _isWrapped;
    private readonly StreamedJson _json;

    private StreamedFrame(EventFrame frame, bool isWrapped, StreamedJson json)
    {
        _frame = frame;
        _isWrapped = isWrapped;
        _json = json;
    }

    public string Index => _json.Index;

    public string? Text => _json.Text;

    public JsonElement Json => _json.Root;

    public byte[] Bytes => EventFrames.Frame(_frame.Payload, _frame.EncodedHeaders);

    public static StreamedFrame Parse(EventFrame frame, WireFormat format)
    {
        var chunk = frame.ModelsChunk();
        var json = chunk ?? frame.Payload;
        return new(frame, chunk is not null, json is [(byte)'{', ..] ? StreamedJson.Parse(json, format) : StreamedJson.None);
    }

    public byte[] WithText(string text, WireFormat format)
    {
        var json = _json.WithText(text, format);
        return EventFrames.Frame(_isWrapped ? Wrapped(json) : json, _frame.EncodedHeaders);
    }

    // Amazon pads a chunk with "p", against conclusions from its length.
    private byte[] Wrapped(byte[] json)
    {
        using var document = JsonDocument.Parse(_frame.Payload);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("bytes"u8))
                {
                    writer.WriteBase64String("bytes"u8, json);
                }
                else
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
