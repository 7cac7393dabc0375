using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>The lines of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
internal sealed class EventLines(StreamErrorForm form) : StreamFraming
{
    private readonly StreamEnd _end = new();
    private bool _isInLine;
    private bool _endsWithCarriageReturn;
    private bool _hasOpenData;
    private int _events;

    public override bool IsComplete => !_isInLine && _end.IsReached;

    // A client does not read an event without its empty line.
    public override byte[] MissingEnd => _hasOpenData ? "\n"u8.ToArray() : [];

    public override bool IsInUnit => _isInLine;

    public override int Take(ReadOnlySpan<byte> bytes, bool isFull)
    {
        var taken = 0;
        while (bytes[taken..].IndexOfAny((byte)'\n', (byte)'\r') is var length and >= 0)
        {
            EndLine(bytes.Slice(taken, length), bytes[taken + length]);
            taken += length + 1;
        }

        if (isFull && taken == 0)
        {
            // The line is longer than the buffer.
            _hasOpenData |= !_isInLine;
            _isInLine = true;
            taken = bytes.Length;
        }

        _end.Read(bytes[..taken]);
        return taken;
    }

    public override byte[] ErrorEvent(int status, string message)
    {
        // Without the empty line, the error would belong to the last event.
        var end = _isInLine ? "\n\n" : _hasOpenData ? "\n" : "";
        return Encoding.UTF8.GetBytes(end + form(status, message, _hasOpenData ? _events + 1 : _events));
    }

    private void EndLine(ReadOnlySpan<byte> line, byte ending)
    {
        var isSecondHalf = line.IsEmpty && ending == '\n' && _endsWithCarriageReturn;
        _endsWithCarriageReturn = ending == '\r';
        if (isSecondHalf)
        {
            return;
        }

        if (line.IsEmpty && !_isInLine)
        {
            _events += _hasOpenData ? 1 : 0;
            _hasOpenData = false;
        }
        else if (line.StartsWith("data"u8))
        {
            _hasOpenData = true;
        }

        _isInLine = false;
    }
}
