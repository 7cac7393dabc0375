using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Lookahead;

/// <summary>What a request's body has become by looking ahead, and the memory that it stands in until the request ends.</summary>
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

    private ReplayedBody(HttpContext context, PipeReader source, ArrayPool<byte> pool, LookaheadBudget budget)
    {
        _context = context;
        _pool = pool;
        _budget = budget;
        _start = context.Request.Body is { CanSeek: true } body ? body.Position : null;
        Source = source;
        Head = new(pool, budget);
        _reader = new(Head, source);
    }

    /// <summary>The server's reader.</summary>
    public PipeReader Source { get; }

    /// <summary>The <c>Content-Length</c>; <see langword="null"/> if there is none.</summary>
    public long? DeclaredLength => _context.Request.ContentLength;

    /// <summary>Whether the handler's reading goes through the replay, and not through a stream that can be read again.</summary>
    public bool IsWatched => _start is null;

    /// <summary>What has been read of it.</summary>
    public LookaheadBuffer Head { get; }

    /// <summary>Like the server's: where the handler has put another stream in the place of ours, that is read.</summary>
    PipeReader IRequestBodyPipeFeature.Reader => _context.Request.Body is ReplayStream stream && stream.Reader == _reader
        ? _reader
        : (_replaced ??= new(_context)).Reader;

    /// <summary>Prepares the replay of <paramref name="context"/>; it ends with the request, however looking ahead goes.</summary>
    public static ReplayedBody Open(HttpContext context, ArrayPool<byte> pool, LookaheadBudget budget)
    {
        var request = context.Request;
        var source = request.Body.CanSeek ? PipeReader.Create(request.Body, LeaveOpen) : request.BodyReader;
        var body = new ReplayedBody(context, source, pool, budget);
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

    /// <summary>Gives the memory of <paramref name="context"/>'s request back, where its server does not complete the response.</summary>
    public static void End(HttpContext context) => context.Features.Get<ReplayedBody>()?.End();

    /// <summary>Puts the replay in the place of the body, or a body that can be read again back to where it was.</summary>
    /// <param name="complete">Whether what was read is the whole body.</param>
    /// <param name="error">What reading met.</param>
    /// <param name="late">Who keeps what the handler reads after it; <see langword="null"/> if nobody does.</param>
    public void Install(bool complete, Exception? error, LateBody? late)
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

        Replace(complete, error, size, late);
    }

    /// <summary>Puts itself in the place of a body of which nothing was read, so that <paramref name="late"/> keeps what the handler reads.</summary>
    public void Watch(LateBody late) => Replace(complete: false, error: null, size: null, late);

    private void Replace(bool complete, Exception? error, ReplayedBodySize? size, LateBody? late)
    {
        _reader.Start(complete, error, size, DeclaredLength ?? 0, late);
        _context.Request.Body = new ReplayStream(_reader, _context);
        _context.Features.Set<IRequestBodyPipeFeature>(this);
    }

    /// <summary>The next read is cancelled, as somebody has asked for.</summary>
    public void CancelPendingRead() => _reader.CancelPendingRead();

    /// <summary>The document of a form's fields; <see langword="null"/> if there is no memory for it, or it would be longer than <paramref name="bound"/>.</summary>
    public RequestBody? FormOf(IReadOnlyList<MultipartField> fields, int bound)
    {
        var bytes = Head.Memory.Span;
        var length = MultipartJson.MaxLength(bytes, fields);
        var form = new LookaheadBuffer(_pool, _budget);
        if (length > bound || !form.TryReserve((int)length))
        {
            return null;
        }

        // It ends with the request.
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
