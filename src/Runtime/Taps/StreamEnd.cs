using TracedLlm.Apis;
using TracedLlm.Taps;

namespace TracedLlm;

/// <summary>
/// Finds the end of a stream of server-sent events: an event of any API that ends the answer or reports an error, <c>[DONE]</c>, or an
/// event of Gemini that begins with its candidates and has a finish reason. A gateway that relays a stream sees by it whether a stream whose connection broke is complete. Memory
/// does not grow with the stream. Not safe for concurrent use.
/// </summary>
public sealed class StreamEnd
{
    private readonly LastEvent _last = new();
    private readonly EventSplitter _events;

    /// <summary>Begins a stream.</summary>
    public StreamEnd() => _events = new EventSplitter(_last);

    /// <summary>Whether the last event has been read. An event counts as read when its <c>data</c> line is, without the empty line after it.</summary>
    /// <remarks>Ask it when no more bytes are read: what follows an incomplete event then counts as a new event.</remarks>
    public bool IsReached
    {
        get
        {
            if (!_last.IsReached)
            {
                _events.Complete();
            }

            return _last.IsReached;
        }
    }

    /// <summary>Reads the next bytes of the stream.</summary>
    /// <param name="bytes">Any part of it.</param>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (!_last.IsReached)
        {
            _events.Push(bytes);
        }

        if (_last.IsReached)
        {
            _events.Release();
        }
    }

    private sealed class LastEvent : IEventSink
    {
        public bool IsReached { get; private set; }

        public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => IsReached |= TerminalEvents.Read(name, data) != StreamSignal.None;

        public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts) => OnEvent(name, facts.Span);
    }
}
