using TracedLlm.Apis;

namespace TracedLlm.Taps;

/// <summary>
/// Reads one response: the gateway's own response, or the response of one attempt's provider. A tap calls it under its lock, from one
/// thread at a time. The bytes are pooled memory, and valid only during the call. The tap counts an exception, keeps it
/// from the request, and does not call the reader again.
/// </summary>
internal interface IResponsePayload
{
    /// <summary>
    /// Whether the reader keeps the content of the response. Otherwise it needs only facts, and of a long body it gets no more.
    /// </summary>
    bool KeepsContent => true;

    /// <summary>
    /// Reads a JSON body. It is called at most once. The body is incomplete if <see cref="PayloadEnd.IsComplete"/> is then
    /// <see langword="false"/>, or if the body is longer than <see cref="PayloadTap.MaxBodyLength"/>.
    /// </summary>
    /// <param name="body">The UTF-8 text.</param>
    void OnJson(ReadOnlyMemory<byte> body);

    /// <summary>
    /// Reads a JSON body of any length, reduced to its facts. Of an array it is called for some elements after the other, of several documents for each. A reader
    /// that keeps content gets the beginning of the body too.
    /// </summary>
    /// <param name="facts">The UTF-8 text.</param>
    void OnLongJson(ReadOnlyMemory<byte> facts);

    /// <summary>Reads an event of any length, reduced to its facts.</summary>
    /// <param name="name">As in <see cref="OnEvent"/>.</param>
    /// <param name="facts">The data.</param>
    void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts);

    /// <summary>Gets counts that the headers of the response have.</summary>
    void OnCounts(in TokenUsage counts);

    /// <summary>
    /// Reads an event of an event stream while the stream goes on, or a text message of a WebSocket session
    /// (<see cref="SessionMessages"/>).
    /// </summary>
    /// <param name="name">The value of the <c>event</c> field; empty if the event has none.</param>
    /// <param name="data">The data.</param>
    void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>
    /// Whether every answer is JSON or an event stream, so that the first bytes decide about a body whose media type is neither.
    /// </summary>
    bool AnswersInJson => false;

    /// <summary>The error that the response has reported so far; <see langword="null"/> if it has reported none.</summary>
    ReportedError? Error => null;

    /// <summary>Whether the stream has sent its last event.</summary>
    bool IsComplete => false;

    /// <summary>The response has ended. This is the last call, before the span ends, even if nothing of the response was read.</summary>
    /// <param name="end">How the response ended.</param>
    void OnEnd(PayloadEnd end);
}
