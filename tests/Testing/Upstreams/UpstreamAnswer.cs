using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams.Answers;

namespace TracedLlm.Testing.Upstreams;

/// <summary>The answer of <see cref="FakeUpstream"/> to one request.</summary>
public abstract class UpstreamAnswer
{
    private protected UpstreamAnswer()
    {
    }

    /// <summary>A whole JSON body.</summary>
    public static UpstreamAnswer Json(string body, int statusCode = 200, IReadOnlyDictionary<string, string>? headers = null) =>
        new BodyAnswer(body, "application/json", statusCode, headers);

    /// <summary>A whole body of any type.</summary>
    public static UpstreamAnswer Body(
        string body, string contentType, int statusCode = 200, IReadOnlyDictionary<string, string>? headers = null) =>
        new BodyAnswer(body, contentType, statusCode, headers);

    /// <summary>A stream of server-sent events; each event is flushed, after its gate if it has one.</summary>
    /// <param name="events">The events in order.</param>
    /// <param name="abortOn">If set, the connection is reset after the last event, when this task completes.</param>
    public static UpstreamAnswer Sse(IEnumerable<SseEvent> events, TaskCompletionSource? abortOn = null) =>
        new SseAnswer([.. events], abortOn);

    /// <summary>No answer, until the client gives up.</summary>
    public static UpstreamAnswer Hang() => new HangAnswer();

    /// <summary>A status line, headers for the whole body, and the first bytes of the body; then the connection closes.</summary>
    /// <param name="body">The promised body.</param>
    /// <param name="bytes">The number of bytes that are sent, in UTF-8.</param>
    /// <param name="contentType">The content type.</param>
    /// <param name="reset">Whether the connection is reset instead of closed normally.</param>
    public static UpstreamAnswer AbortAfter(string body, int bytes, string contentType = "application/json", bool reset = false) =>
        new AbortAnswer(body, bytes, contentType, reset);

    /// <summary>A status line, headers and these bytes as one chunk; then the connection closes without the end of the body.</summary>
    /// <param name="body">The bytes; none if the body breaks off before its first one.</param>
    /// <param name="contentType">The content type.</param>
    /// <param name="statusCode">The status.</param>
    /// <param name="headers">Further headers.</param>
    public static UpstreamAnswer Cut(
        byte[] body, string contentType = "text/event-stream", int statusCode = 200, IReadOnlyDictionary<string, string>? headers = null) =>
        new CutAnswer(body, contentType, statusCode, headers);

    /// <summary>The connection is reset without any answer.</summary>
    public static UpstreamAnswer Refuse() => new AbortAnswer(null, 0, "", true);

    /// <summary>Waits and then sends the other answer. Prefer a gate if possible.</summary>
    public static UpstreamAnswer Delayed(TimeSpan delay, UpstreamAnswer answer) => new DelayedAnswer(delay, null, answer);

    /// <summary>Sends the other answer after the gate completes.</summary>
    public static UpstreamAnswer Delayed(TaskCompletionSource gate, UpstreamAnswer answer) => new DelayedAnswer(TimeSpan.Zero, gate, answer);

    /// <summary>A custom answer.</summary>
    public static UpstreamAnswer Custom(Func<HttpContext, Task> write) => new CustomAnswer(write);

    internal abstract Task WriteAsync(UpstreamExchange exchange);
}
