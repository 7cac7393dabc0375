using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams.Answers;

namespace TracedLlm.Testing.Upstreams;

/// <summary>What <see cref="FakeUpstream"/> does with one request.</summary>
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

    /// <summary>A stream of server-sent events, each flushed, each behind its gate if it has one.</summary>
    /// <param name="events">The events in order.</param>
    /// <param name="abortOn">When given, the connection is reset after the last event, once this is completed.</param>
    public static UpstreamAnswer Sse(IEnumerable<SseEvent> events, TaskCompletionSource? abortOn = null) =>
        new SseAnswer([.. events], abortOn);

    /// <summary>Nothing at all, until the client gives up.</summary>
    public static UpstreamAnswer Hang() => new HangAnswer();

    /// <summary>A status line and headers that promise the whole body, its first bytes, and then the end of the connection.</summary>
    /// <param name="body">The promised body.</param>
    /// <param name="bytes">How many bytes of it are sent, in UTF-8.</param>
    /// <param name="contentType">The content type stated.</param>
    /// <param name="reset">Whether the connection is reset rather than closed in order.</param>
    public static UpstreamAnswer AbortAfter(string body, int bytes, string contentType = "application/json", bool reset = false) =>
        new AbortAnswer(body, bytes, contentType, reset);

    /// <summary>The connection is reset without any answer.</summary>
    public static UpstreamAnswer Refuse() => new AbortAnswer(null, 0, "", true);

    /// <summary>Waits, then gives the other answer. Prefer a gate where the test can have one.</summary>
    public static UpstreamAnswer Delayed(TimeSpan delay, UpstreamAnswer answer) => new DelayedAnswer(delay, null, answer);

    /// <summary>Gives the other answer once the gate is completed.</summary>
    public static UpstreamAnswer Delayed(TaskCompletionSource gate, UpstreamAnswer answer) => new DelayedAnswer(TimeSpan.Zero, gate, answer);

    /// <summary>Anything else.</summary>
    public static UpstreamAnswer Custom(Func<HttpContext, Task> write) => new CustomAnswer(write);

    internal abstract Task WriteAsync(UpstreamExchange exchange);
}
