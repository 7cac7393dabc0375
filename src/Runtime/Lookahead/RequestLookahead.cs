using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Lookahead;

/// <summary>
/// Reads a request's body before its handler does, within bounds, and replays it: the handler reads the same bytes, and the
/// same errors, as without. One for all requests, whose memory has one budget.
/// </summary>
/// <remarks>
/// The body is consumed: examining without consuming stalls HTTP/2 at its flow-control window, and leaves nothing to a
/// handler that reads <c>Request.Body</c> where that is not the server's own pipe. A client that sent
/// <c>Expect: 100-continue</c> is told to go on, before authentication has run.
/// </remarks>
internal sealed class RequestLookahead(TracedLlmOptions options, TimeProvider time, ArrayPool<byte> pool)
{
    private readonly LookaheadBudget _budget = new(options.MaxTotalRequestLookahead);

    /// <summary>How many bytes all requests hold now.</summary>
    public long Held => _budget.Taken;

    /// <summary>Looks ahead in the body of <paramref name="context"/>'s request.</summary>
    /// <returns>
    /// What it says; <see langword="null"/> where there is nothing to read, the body broke off, or a bound was met.
    /// </returns>
    public ValueTask<RequestBody?> ReadAsync(HttpContext context)
    {
        if (options.MaxRequestLookahead == 0)
        {
            return default;
        }

        var content = LookaheadContent.Inspect(context, options.MaxRequestLookahead);
        if (content.IsNone)
        {
            return default;
        }

        if (content.Unread is { } unread)
        {
            Watch(context, unread);
            return default;
        }

        if (!IsReadable(context.Request))
        {
            context.Features.Set(new LateBody(RequestUnread.Buffered));
            return default;
        }

        return LookAsync(context, content);
    }

    /// <summary>A body that is too long to be looked ahead in is read with the handler; one that is encoded, never.</summary>
    private void Watch(HttpContext context, string unread)
    {
        if (unread != RequestUnread.TooLong || context.Request.Body.CanSeek)
        {
            context.Features.Set(new LateBody(unread));
            return;
        }

        var body = ReplayedBody.Open(context, pool, _budget);
        var late = new LateBody(body, form: null, options.MaxRequestLookahead, RequestUnread.LeftUnread);
        context.Features.Set(late);
        body.Watch(late);
    }

    // A stream that buffers what it reads (EnableBuffering) loses bytes when its waiting is cut short.
    private static bool IsReadable(HttpRequest request) =>
        request.Body is not { CanSeek: true } body
        || body is MemoryStream
        || body.Length - body.Position >= (request.ContentLength ?? long.MaxValue);

    private async ValueTask<RequestBody?> LookAsync(HttpContext context, LookaheadContent content)
    {
        var body = ReplayedBody.Open(context, pool, _budget);
        var reading = new LookaheadReading(body, content, options, time, context.Request.ContentLength);
        await reading.RunAsync();
        var late = reading.IsComplete || reading.Fields is not null ? null : LateOf(body, reading);
        if (late is not null)
        {
            context.Features.Set(late);
        }

        body.Install(reading.IsComplete, reading.Error, late);
        if (reading.IsCancelledByOthers)
        {
            body.CancelPendingRead();
        }

        if (content.IsJson)
        {
            return reading.IsComplete && body.Head.Length > 0 ? new(body.Head, isForm: false) : null;
        }

        if (reading.Fields is not { Count: > 0 } fields)
        {
            return null;
        }

        if (body.FormOf(fields, options.MaxRequestLookahead) is not { } form)
        {
            context.Features.Set(new LateBody(RequestUnread.NoMemory));
            return null;
        }

        return form;
    }

    private LateBody LateOf(ReplayedBody body, LookaheadReading reading)
    {
        if (!body.IsWatched)
        {
            return new(body.Head.Length == options.MaxRequestLookahead ? RequestUnread.TooLong : RequestUnread.NoMemory);
        }

        var rest = reading.Error is null ? RequestUnread.LeftUnread : RequestUnread.BrokenOff;
        return new(body, reading.Form, options.MaxRequestLookahead, rest);
    }
}
