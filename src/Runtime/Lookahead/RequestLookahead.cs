using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Lookahead;

/// <summary>
/// Reads a request's body before the handler does, within limits, and replays it. The handler reads the same bytes and gets the
/// same exceptions as without a lookahead. One instance serves all requests; their memory has one budget.
/// </summary>
/// <remarks>
/// The lookahead consumes the body. If it only examined the body, HTTP/2 would stall at the flow-control window, and a handler
/// would find nothing in a <c>Request.Body</c> that is not the server's own pipe. A client that sent <c>Expect: 100-continue</c>
/// gets its answer before authentication has run.
/// </remarks>
internal sealed class RequestLookahead(TracedLlmOptions options, TimeProvider time, ArrayPool<byte> pool)
{
    /// <summary>The budget of all requests.</summary>
    public LookaheadBudget Budget { get; } = new(options.MaxTotalRequestLookahead);

    /// <summary>How many bytes the lookaheads of all requests use now.</summary>
    public long BytesInUse => Budget.InUse;

    /// <summary>Reads the body of a request.</summary>
    /// <returns>
    /// The document; <see langword="null"/> if the body has none, if the body broke off, or if a limit was reached.
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
            context.Features.Set(new WatchedBody(RequestUnread.Buffered));
            return default;
        }

        return LookAsync(context, content);
    }

    /// <summary>Watches a body that is too long for the lookahead. The library never reads an encoded body.</summary>
    private void Watch(HttpContext context, string unread)
    {
        if (unread != RequestUnread.TooLong || context.Request.Body.CanSeek)
        {
            context.Features.Set(new WatchedBody(unread));
            return;
        }

        var body = ReplayedBody.Open(context, pool, Budget, isLarge: true);
        body.Head.TryBecomeLate();
        var watched = new WatchedBody(body, form: null, options.MaxRequestLookahead, RequestUnread.LeftUnread);
        context.Features.Set(watched);
        body.Watch(watched);
    }

    // A stream that buffers the bytes it reads (EnableBuffering) loses bytes when its read is cancelled.
    private static bool IsReadable(HttpRequest request) =>
        request.Body is not { CanSeek: true } body
        || body is MemoryStream
        || body.Length - body.Position >= (request.ContentLength ?? long.MaxValue);

    private async ValueTask<RequestBody?> LookAsync(HttpContext context, LookaheadContent content)
    {
        // The length of a form says nothing: only its fields are read, and files may follow.
        var body = ReplayedBody.Open(context, pool, Budget, content.IsJson && context.Request.ContentLength > LookaheadBudget.SmallBody);
        var reading = new LookaheadReading(body, content, options, time, context.Request.ContentLength);
        await reading.RunAsync();
        var watched = reading.IsComplete || reading.Fields is not null ? null : WatchRest(body, reading);
        if (watched is not null)
        {
            context.Features.Set(watched);
        }

        body.Install(reading.IsComplete, reading.Error, watched is { KeepsBody: true } ? watched : null);
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

        var form = body.FormOf(fields, options.MaxRequestLookahead, out var unread);
        if (unread is not null)
        {
            context.Features.Set(new WatchedBody(unread));
        }

        return form;
    }

    private WatchedBody WatchRest(ReplayedBody body, LookaheadReading reading)
    {
        if (!body.IsWatched)
        {
            return new(body.Head.Length == options.MaxRequestLookahead ? RequestUnread.TooLong : body.Head.Refusal);
        }

        // The bytes so far stay in the budget of all requests until the handler has read them. Bodies that take long are kept within
        // a part of the budget only.
        if (!body.Head.TryBecomeLate())
        {
            return new(body.Head.Refusal);
        }

        var rest = reading.Error is null ? RequestUnread.LeftUnread : RequestUnread.BrokenOff;
        return new(body, reading.Form, options.MaxRequestLookahead, rest);
    }
}
