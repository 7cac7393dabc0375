using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Lookahead;

/// <summary>The body of a request after a lookahead, and the memory that contains it until the request ends.</summary>
internal sealed class ReplayedBody : IRequestBodyPipeFeature
{
    private static readonly StreamPipeReaderOptions LeaveOpen = new(leaveOpen: true);

    private readonly HttpContext _context;
    private readonly ArrayPool<byte> _pool;
    private readonly LookaheadBudget _budget;
    private readonly long? _start;
    private readonly ReplayPipeReader _reader;
    private RequestBodyPipeFeature? _replaced;
    private LookaheadBuffer? _form;

    private ReplayedBody(HttpContext context, PipeReader source, ArrayPool<byte> pool, LookaheadBudget budget, bool isLarge)
    {
        _context = context;
        _pool = pool;
        _budget = budget;
        _start = context.Request.Body is { CanSeek: true } body ? body.Position : null;
        Source = source;
        Head = new(pool, budget, LookaheadCaller.Read(context, budget.Accepted), isLarge);
        _reader = new(Head, source);
    }

    /// <summary>The server's reader.</summary>
    public PipeReader Source { get; }

    /// <summary>The <c>Content-Length</c>; <see langword="null"/> if the request has none.</summary>
    public long? DeclaredLength => _context.Request.ContentLength;

    /// <summary>Whether the handler reads from the replay. A handler with a seekable stream reads that stream instead.</summary>
    public bool IsWatched => _start is null;

    /// <summary>The bytes that the lookahead has read.</summary>
    public LookaheadBuffer Head { get; }

    /// <summary>The reader of the body. As on the server, a stream that the handler puts in place of the replay is read instead.</summary>
    PipeReader IRequestBodyPipeFeature.Reader => _context.Request.Body is ReplayStream stream && stream.Reader == _reader
        ? _reader
        : (_replaced ??= new(_context)).Reader;

    /// <summary>Prepares the replay of a request's body. It ends with the request, whether the lookahead succeeds or not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="pool">Where the memory comes from.</param>
    /// <param name="budget">The budget of all requests.</param>
    /// <param name="isLarge">Whether the body is known to be large before it has arrived.</param>
    public static ReplayedBody Open(HttpContext context, ArrayPool<byte> pool, LookaheadBudget budget, bool isLarge)
    {
        var request = context.Request;
        var source = request.Body.CanSeek ? PipeReader.Create(request.Body, LeaveOpen) : request.BodyReader;
        var body = new ReplayedBody(context, source, pool, budget, isLarge);
        context.Features.Set(body);
        context.Response.OnCompleted(
            static state =>
            {
                ((ReplayedBody)state).End();
                return Task.CompletedTask;
            },
            body);
        return body;
    }

    /// <summary>Returns the memory of a request. It is needed on servers that do not complete the response.</summary>
    public static void End(HttpContext context) => context.Features.Get<ReplayedBody>()?.End();

    /// <summary>Accepts the key of a request whose caller the gateway has authenticated and served.</summary>
    public static void AcceptKey(HttpContext context)
    {
        if (context.Features.Get<ReplayedBody>() is { Head.Caller: { HasSingleKey: true } caller } body)
        {
            body._budget.Accepted.Add(caller.Key);
        }
    }

    /// <summary>Replaces the request's body with the replay, or rewinds a seekable body.</summary>
    /// <param name="complete">Whether the lookahead read the whole body.</param>
    /// <param name="error">The exception of the lookahead.</param>
    /// <param name="watched">Keeps the bytes that the handler reads; <see langword="null"/> if they need not be kept.</param>
    public void Install(bool complete, Exception? error, WatchedBody? watched)
    {
        if (_start is { } start)
        {
            Source.Complete();
            _context.Request.Body.Position = start;
            return;
        }

        ReplayedBodySize? size = null;
        if (_context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { } feature)
        {
            size = new ReplayedBodySize(feature.MaxRequestBodySize);
            _context.Features.Set<IHttpMaxRequestBodySizeFeature>(size);
        }

        Replace(complete, error, size, watched);
    }

    /// <summary>Replaces a body of which nothing was read, so that <paramref name="watched"/> keeps the bytes that the handler reads.</summary>
    public void Watch(WatchedBody watched) => Replace(complete: false, error: null, size: null, watched);

    private void Replace(bool complete, Exception? error, ReplayedBodySize? size, WatchedBody? watched)
    {
        _reader.Start(complete, error, size, DeclaredLength ?? 0, watched);
        _context.Request.Body = new ReplayStream(_reader, _context);
        _context.Features.Set<IRequestBodyPipeFeature>(this);
    }

    /// <summary>Calls <paramref name="observer"/> when a read of the handler fails.</summary>
    public void Observe(IBodyObserver observer) => _reader.Observer = observer;

    /// <summary>Cancels the handler's next read, because other code cancelled the read of the lookahead.</summary>
    public void CancelPendingRead() => _reader.CancelPendingRead();

    /// <summary>Writes the fields of a form as a document.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="bound">The most bytes of the document.</param>
    /// <param name="unread">Why there is no document, one of <see cref="RequestUnread"/>; <see langword="null"/> if there is one.</param>
    /// <returns>The document; <see langword="null"/> if it may exceed <paramref name="bound"/>, or if the budget has no memory for it.</returns>
    public RequestBody? FormOf(IReadOnlyList<MultipartField> fields, int bound, out string? unread)
    {
        var bytes = Head.Memory.Span;
        var length = MultipartJson.MaxLength(bytes, fields);
        var form = new LookaheadBuffer(_pool, _budget, Head.Caller, isLarge: false);
        unread = length > bound ? RequestUnread.TooLong : form.TryReserve((int)length) ? null : form.Refusal;
        if (unread is not null)
        {
            return null;
        }

        // End returns this memory together with the request's.
        _form = form;
        form.Advance(MultipartJson.Write(bytes, fields, form.Free));
        return new(form, isForm: true);
    }

    private void End()
    {
        Head.End();
        _form?.End();
    }
}
