using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>The lines of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
internal sealed class EventLines(StreamErrorForm form) : StreamFraming
{
    // A line of the last event of an API.
    private static readonly string[] LastLines =
    [
        "data: [DONE]", "data:[DONE]",
        "event: message_stop", "event: error",
        "event: response.completed", "event: response.incomplete", "event: response.failed",
        "event: message-end",
    ];

    private bool _isInLine;
    private bool _endsWithCarriageReturn;
    private bool _hasOpenData;
    private bool _isLast;
    private bool _isComplete;
    private int _events;

    public override bool IsComplete => _isComplete;

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
            return bytes.Length;
        }

        return taken;
    }

    public override byte[]? ErrorEvent(int status, string message)
    {
        if (_isInLine)
        {
            return null;
        }

        // Without the empty line, the error would belong to the last event.
        var end = _hasOpenData ? "\n" : "";
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
            _isComplete |= _isLast && _hasOpenData;
            _events += _hasOpenData ? 1 : 0;
            _hasOpenData = false;
        }
        else if (line.StartsWith("data"u8))
        {
            _hasOpenData = true;
        }

        _isInLine = false;
        foreach (var last in LastLines)
        {
            _isLast |= line.Length == last.Length && Ascii.Equals(line, last);
        }
    }
}
