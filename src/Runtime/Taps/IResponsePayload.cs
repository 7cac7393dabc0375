using TracedLlm.Apis;

namespace TracedLlm.Taps;

/// <summary>
/// Reads what one response says: the one that leaves the gateway, or that of one attempt's provider. Called under a lock of
/// its own, by one thread at a time; what it is given is pooled memory and valid during the call. What it throws is counted
/// and kept from the request, and it is not called again.
/// </summary>
internal interface IResponsePayload
{
    /// <summary>
    /// A JSON body, once. It is broken off where <see cref="PayloadEnd.IsComplete"/> then says so, or where it is longer than
    /// <see cref="PayloadTap.MaxBodyLength"/>.
    /// </summary>
    /// <param name="body">The UTF-8 text.</param>
    void OnJson(ReadOnlyMemory<byte> body);

    /// <summary>An event of an event stream, while the stream goes on; of a WebSocket session a text message, see <see cref="SessionMessages"/>.</summary>
    /// <param name="name">The value of the <c>event</c> field; empty if there is none.</param>
    /// <param name="data">The data.</param>
    void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary><c>error.type</c> of the error that the response has reported so far; <see langword="null"/> if none.</summary>
    string? ErrorType => null;

    /// <summary>The response has ended, once and last, before its span does; also when nothing of it could be read.</summary>
    /// <param name="end">How.</param>
    void OnEnd(PayloadEnd end);
}
