using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>The elements of a JSON array, as Gemini streams without <c>alt=sse</c>.</summary>
internal sealed class JsonArrayElements : StreamFraming
{
    private Position _taken;

    public override bool IsComplete => _taken.IsAfterArray;

    public override bool IsInUnit => _taken.IsInElement;

    public override int Take(ReadOnlySpan<byte> bytes, bool isFull)
    {
        var position = _taken;
        var boundary = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (position.Move(bytes[i]))
            {
                boundary = i + 1;
                _taken = position;
            }
        }

        if (boundary > 0 || !isFull)
        {
            return boundary;
        }

        // The element is longer than the buffer.
        _taken = position;
        return bytes.Length;
    }

    public override byte[]? ErrorEvent(int status, string message) =>
        _taken.IsInElement ? null : Encoding.UTF8.GetBytes($"{(_taken.HasElements ? "," : "[")}\r\n{StreamErrors.GeminiObject(status, message)}\r\n]");

    /// <summary>A place in the array.</summary>
    private record struct Position
    {
        private int _depth;
        private bool _isInString;
        private bool _isEscaped;

        public bool HasElements { get; private set; }

        public bool IsAfterArray { get; private set; }

        public readonly bool IsInElement => _depth > 1;

        /// <summary>Moves behind the next byte; <see langword="true"/> if an element or the array ends there.</summary>
        public bool Move(byte value)
        {
            if (_isInString)
            {
                (_isInString, _isEscaped) = (_isEscaped || value != '"', !_isEscaped && value == '\\');
                return false;
            }

            _isInString = value == '"';
            _depth += value is (byte)'{' or (byte)'[' ? 1 : value is (byte)'}' or (byte)']' ? -1 : 0;
            IsAfterArray |= value == ']' && _depth == 0;
            HasElements |= value == '}' && _depth == 1;
            return value is (byte)'}' or (byte)']' && _depth <= 1;
        }
    }
}
