namespace TracedLlm.Taps;

/// <summary>Receives the events of a stream of server-sent events.</summary>
internal interface IEventSink
{
    /// <summary>Receives one event.</summary>
    /// <param name="name">The value of the <c>event</c> field; empty if the event has none. Valid during the call.</param>
    /// <param name="data">The values of the <c>data</c> fields, joined with line feeds. Valid during the call.</param>
    void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>Receives an event that is too long to be kept.</summary>
    /// <param name="name">As in <see cref="OnEvent"/>.</param>
    /// <param name="facts">The JSON of the event, reduced to its facts. Valid during the call.</param>
    void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
    }
}
