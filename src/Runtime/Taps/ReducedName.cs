using System.Buffers;
using TracedLlm.Json;

namespace TracedLlm.Taps;

/// <summary>The name of a property of a JSON document, which arrives in chunks. A name that is longer than the name of any fact is cut. Not safe for concurrent use.</summary>
internal struct ReducedName()
{
    private static readonly SearchValues<byte> Ends = SearchValues.Create("\"\\"u8);

    private readonly byte[] _bytes = new byte[Utf8JsonCursor.MaxNameLength];
    private int _length;
    private bool _hasEscapes;
    private bool _isEscaped;

    /// <summary>The name as it stands in the document.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins a new name.</summary>
    public void Clear() => (_length, _hasEscapes, _isEscaped) = (0, false, false);

    /// <summary>Reads the next bytes, behind the quote that begins the name.</summary>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="hasEnded">Whether the name has ended with them.</param>
    /// <returns>How many bytes were read, the quote behind the name included.</returns>
    public int Read(ReadOnlySpan<byte> bytes, out bool hasEnded)
    {
        hasEnded = false;
        if (_isEscaped)
        {
            _isEscaped = false;
            Add(bytes[..1]);
            return 1;
        }

        var end = bytes.IndexOfAny(Ends);
        if (end < 0)
        {
            Add(bytes);
            return bytes.Length;
        }

        if (bytes[end] == '\\')
        {
            Add(bytes[..(end + 1)]);
            _isEscaped = _hasEscapes = true;
        }
        else
        {
            Add(bytes[..end]);
            hasEnded = true;
        }

        return end + 1;
    }

    /// <summary>Removes the escapes; <see langword="false"/> if they are not valid.</summary>
    /// <param name="buffer">The memory for a name with escapes, as long as the longest name.</param>
    /// <param name="name">The name.</param>
    public readonly bool TryUnescape(Span<byte> buffer, out ReadOnlySpan<byte> name)
    {
        name = Written;
        if (!_hasEscapes)
        {
            return true;
        }

        var isValid = JsonText.TryUnescape(Written, buffer, out var length);
        name = buffer[..length];
        return isValid;
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        if (part.Length <= _bytes.Length - _length)
        {
            part.CopyTo(_bytes.AsSpan(_length));
            _length += part.Length;
        }
        else
        {
            // No fact has such a name.
            _length = _bytes.Length;
            _hasEscapes = false;
            _bytes[0] = 0;
        }
    }
}
