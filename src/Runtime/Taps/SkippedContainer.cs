using System.Buffers;

namespace TracedLlm.Taps;

/// <summary>An object or array of a JSON document that arrives in chunks, as far as it must be known to find its end. Not safe for concurrent use.</summary>
internal struct SkippedContainer
{
    private static readonly SearchValues<byte> StringEnds = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"{}[]"u8);

    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>A container begins.</summary>
    public void Begin() => (_depth, _isInString, _isEscaped) = (1, false, false);

    /// <summary>Skips the next bytes, behind the bracket that begins the container.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="hasEnded">Whether the container has ended with them.</param>
    /// <returns>How many bytes were skipped, the last bracket of the container included.</returns>
    public int Skip(ReadOnlySpan<byte> bytes, out bool hasEnded)
    {
        hasEnded = false;
        var position = 0;
        while (position < bytes.Length)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                position++;
                continue;
            }

            var found = bytes[position..].IndexOfAny(_isInString ? StringEnds : Marks);
            if (found < 0)
            {
                return bytes.Length;
            }

            position += found;
            switch (bytes[position++])
            {
                case (byte)'"':
                    _isInString = !_isInString;
                    break;
                case (byte)'\\':
                    _isEscaped = true;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                default:
                    _depth--;
                    hasEnded = _depth == 0;
                    if (hasEnded)
                    {
                        return position;
                    }

                    break;
            }
        }

        return position;
    }
}
