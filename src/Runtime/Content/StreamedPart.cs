using System.Buffers;

namespace TracedLlm.Content;

/// <summary>The kind of a part of a streamed message.</summary>
internal enum StreamedPartKind
{
    Reasoning,
    Text,
    Refusal,
    ToolCall,
    ServerToolCall,

    /// <summary>A part that arrived in one piece, in the API's own form.</summary>
    Whole,
}

/// <summary>A part of a message that is collected from a stream.</summary>
internal sealed class StreamedPart(StreamedPartKind kind, int index)
{
    private ArrayBufferWriter<byte>? _text;

    public StreamedPartKind Kind { get; } = kind;

    public int Index { get; } = index;

    public Utf8Json Id { get; set; }

    public Utf8Json Name { get; set; }

    /// <summary>The provider's signature of a thought.</summary>
    public Utf8Json Signature { get; set; }

    /// <summary>The part as it arrived.</summary>
    public Utf8Json Whole { get; set; }

    /// <summary>The pieces as one JSON string. Joined pieces of a JSON string are a valid JSON string.</summary>
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

    /// <summary>Appends the text of a JSON string.</summary>
    public void Append(Utf8Json piece)
    {
        var text = piece.Span[1..^1];
        if (!text.IsEmpty)
        {
            (_text ??= new ArrayBufferWriter<byte>(256)).Write(text);
        }
    }
}
