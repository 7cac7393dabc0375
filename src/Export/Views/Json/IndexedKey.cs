using System.Globalization;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Views.Json;

/// <summary>A key with numbers in it, such as <c>llm.input_messages.0.message.role</c>, composed in the caller's memory.</summary>
internal ref struct IndexedKey(Span<byte> memory)
{
    /// <summary>How many bytes a key has at most.</summary>
    public const int MaxLength = 160;

    private readonly Span<byte> _memory = memory;
    private int _length;

    public readonly ReadOnlySpan<byte> Utf8 => _memory[.._length];

    public readonly int Length => _length;

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_memory[_length..]);
        _length += text.Length;
    }

    public void Add(int number)
    {
        number.TryFormat(_memory[_length..], out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Removes all bytes after the first <paramref name="length"/>.</summary>
    public void Cut(int length) => _length = length;

    /// <summary>Writes an attribute whose key ends in <paramref name="last"/>: the text of a JSON string, or other JSON as it stands. An absent value writes no attribute.</summary>
    public void Write(OtlpBuffer buffer, ReadOnlySpan<byte> last, Utf8Json value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        var length = _length;
        Add(last);
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, Utf8);
        JsonQuote.WriteText(buffer, value);
        OtlpAttribute.CloseText(buffer, open);
        Cut(length);
    }

    /// <summary>The same with a text.</summary>
    public void Write(OtlpBuffer buffer, ReadOnlySpan<byte> last, ReadOnlySpan<byte> value)
    {
        var length = _length;
        Add(last);
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, Utf8);
        buffer.Bytes(value);
        OtlpAttribute.CloseText(buffer, open);
        Cut(length);
    }
}
