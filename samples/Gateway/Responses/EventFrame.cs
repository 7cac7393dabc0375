using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>One frame of <c>application/vnd.amazon.eventstream</c>, or the beginning of a long one.</summary>
internal sealed class EventFrame
{
    private const int PreludeSize = 12;
    private const int ChecksumSize = 4;
    private const byte TextType = 7;

    // The lengths of the values by their type; -2 for a value behind its length of two bytes.
    private static readonly int[] ValueSizes = [0, 0, 1, 2, 4, 8, -2, -2, 8, 16];

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private EventFrame(byte[] header, byte[] payload)
    {
        EncodedHeaders = header;
        Payload = payload;
    }

    public byte[] EncodedHeaders { get; }

    public byte[] Payload { get; }

    /// <summary>The frames of a complete response.</summary>
    /// <exception cref="JsonException">The body does not consist of frames.</exception>
    public static IEnumerable<EventFrame> ParseAll(byte[] body)
    {
        for (var start = 0; start < body.Length;)
        {
            var length = body.Length - start < PreludeSize + ChecksumSize ? 0 : BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(start));
            if (length < PreludeSize + ChecksumSize || length > body.Length - start)
            {
                throw new JsonException("The response does not consist of event frames.");
            }

            yield return Parse(body.AsSpan(start, (int)length));
            start += (int)length;
        }
    }

    /// <summary>Reads a frame. Of a frame that is not whole or not valid, it has what can be read.</summary>
    public static EventFrame Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PreludeSize + ChecksumSize)
        {
            return new EventFrame([], []);
        }

        var end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes) - ChecksumSize, bytes.Length);
        var payload = (int)Math.Min(PreludeSize + (long)BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), end);
        var frame = new EventFrame(bytes[PreludeSize..payload].ToArray(), bytes[payload..end].ToArray());
        frame.ReadHeaders(frame.EncodedHeaders);
        return frame;
    }

    /// <summary>A header with text.</summary>
    public string? Header(string name) => _texts.GetValueOrDefault(name);

    /// <summary>The model's own JSON, which InvokeModel wraps in <c>{"bytes":"…"}</c>; <see langword="null"/> if it is none.</summary>
    public byte[]? ModelsChunk()
    {
        if (Header(":event-type") != "chunk")
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Payload);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("bytes", out var bytes)
                && bytes.ValueKind == JsonValueKind.String && bytes.TryGetBytesFromBase64(out var chunk)
                ? chunk
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void ReadHeaders(ReadOnlySpan<byte> header)
    {
        while (header.Length > 1 && header.Length > header[0] + 1)
        {
            var name = Encoding.UTF8.GetString(header.Slice(1, header[0]));
            var type = header[header[0] + 1];
            header = header[(header[0] + 2)..];
            var size = type < ValueSizes.Length ? ValueSizes[type] : header.Length;
            if (size < 0)
            {
                size = header.Length < 2 ? header.Length : BinaryPrimitives.ReadUInt16BigEndian(header);
                header = header[Math.Min(2, header.Length)..];
            }

            size = Math.Min(size, header.Length);
            if (type == TextType)
            {
                _texts[name] = Encoding.UTF8.GetString(header[..size]);
            }

            header = header[size..];
        }
    }
}
