using System.Buffers;

namespace TracedLlm.Content;

/// <summary>What a part of a streamed message is.</summary>
internal enum StreamedPartKind
{
    Reasoning,
    Text,
    Refusal,
    ToolCall,
    ServerToolCall,

    /// <summary>A part that came whole, in the API's own form.</summary>
    Whole,
}

/// <summary>A part of a message that is put together from a stream.</summary>
internal sealed class StreamedPart(StreamedPartKind kind, int index)
{
    private ArrayBufferWriter<byte>? _text;

    public StreamedPartKind Kind { get; } = kind;

    public int Index { get; } = index;

    public Utf8Json Id { get; set; }

    public Utf8Json Name { get; set; }

    /// <summary>The part as it came.</summary>
    public Utf8Json Whole { get; set; }

    /// <summary>The pieces as one JSON string; a JSON string's pieces stay valid when they are put together.</summary>
    public Utf8Json Text
    {
        get
        {
            if (_text is null)
            {
                return default;
            }

            return new((byte[])[(byte)'"', .. _text.WrittenSpan, (byte)'"']);
        }
    }

    /// <summary>Appends a JSON string's text.</summary>
    public void Append(Utf8Json piece)
    {
        var text = piece.Span[1..^1];
        if (!text.IsEmpty)
        {
            (_text ??= new ArrayBufferWriter<byte>(256)).Write(text);
        }
    }
}
