using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace TracedLlm;

/// <summary>
/// One traced request: the handle that its spans hang from. Ambient in the request (<see cref="Current"/>), and capturable
/// for work that leaves it (<see cref="Use"/>).
/// </summary>
/// <remarks>
/// Inside a traced route <see cref="Current"/> is never <see langword="null"/>; with tracing off or the request unsampled the
/// handle records no spans. Safe for concurrent use. Work that outlives the request stays in its trace: its spans hang from
/// the root and are marked <c>litellm.late</c>.
/// </remarks>
public sealed partial class LlmTrace
{
    private static readonly AsyncLocal<LlmTrace?> Ambient = new();

    private readonly Lock _gate = new();
    private readonly OpenSpans _spans = new();
    private HttpContext? _http;
    private string? _callId;
    private Exception? _exception;
    private Exception? _blockedBy;
    private List<Exception>? _described;
    private bool _blocked;
    private bool _cancelled;
    private bool _closing;
    private bool _left;
    private bool _delivered;
    private bool _answersError;
    private int _handlersStatus;
    private object? _exportState;

    // The start of a litellm_request that nothing else opened; unset where no handler was reached.
    private DateTime? _handlerStart;

    internal LlmTrace(LlmRoute route, SpanNaming naming, Activity? root, HttpContext? http, OutgoingContext outgoing)
    {
        Route = route;
        Naming = naming;
        Root = root;
        Stages = new StageSpans(this);
        Request = new RequestSpan(this, _gate);
        _http = http;
        _callId = http is null ? null : TracedLlm.CallId.Read(http.Request);
        Outgoing = outgoing;
    }

    /// <summary>The trace of the current request; <see langword="null"/> outside a traced route.</summary>
    public static LlmTrace? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>The API that the route speaks.</summary>
    public LlmApi Api => Route.Api;

    /// <summary>
    /// The id of this call, with tracing off too: what the request says in <c>x-litellm-call-id</c>, if that is 1 to 128 visible
    /// ASCII characters, else a new GUID. Attribute <c>litellm.call_id</c>. It never changes.
    /// </summary>
    public string CallId => _callId ?? Interlocked.CompareExchange(ref _callId, Guid.NewGuid().ToString(), null) ?? _callId;

    /// <summary>Whether spans of this request are recorded.</summary>
    public bool IsRecording => Root is { IsAllDataRequested: true };

    /// <summary>The context of the root span, to name it elsewhere; the default value where nothing is recorded.</summary>
    public ActivityContext Context => Root?.Context ?? default;

    /// <summary>Whether the response has ended; spans that start from here on are late.</summary>
    public bool IsCompleted => _spans.IsClosed;

    internal LlmRoute Route { get; }

    internal SpanNaming Naming { get; }

    internal Activity? Root { get; }

    /// <summary>The activity of this process that the root hangs from, if any.</summary>
    internal Activity? Outer { get; init; }

    /// <summary>Who named the root's parent.</summary>
    internal ParentSource ParentSource { get; init; }

    /// <summary>What this request may send onwards.</summary>
    internal OutgoingContext Outgoing { get; }

    internal StageSpans Stages { get; }

    internal RequestSpan Request { get; }

    internal AttemptLog Attempts { get; } = new();

    /// <summary>Who reads what the responses of this request say.</summary>
    internal ResponsePayloads Payloads { get; init; } = ResponsePayloads.None;

    /// <summary>Whether spans carry what was asked and answered.</summary>
    internal bool CapturesContent { get; init; }

    /// <summary>Who is told if the request fails.</summary>
    internal FailureLogs FailureLogs { get; init; } = FailureLogs.SpanOnly;

    /// <summary>What an export keeps with the request; swapped by <see cref="Interlocked"/>, as several may listen.</summary>
    internal ref object? ExportState => ref _exportState;

    /// <summary>What leaves the gateway; <see langword="null"/> until the handler is entered.</summary>
    internal PayloadTap? Response { get; set; }

    /// <summary>Whether the caller has been given the whole response, or the event that ends it, before it left.</summary>
    internal bool IsDelivered => Volatile.Read(ref _delivered);

    /// <summary><c>error.type</c> of a failure that is neither an exception nor a status.</summary>
    internal string? ErrorType { get; private set; }

    /// <summary>Whether the caller has gone. Asked while the request runs; afterwards it stays as the end decided.</summary>
    internal bool IsAborted => _cancelled || _left || (_http?.RequestAborted.IsCancellationRequested ?? false);

    /// <summary>
    /// Makes this trace the current one until the returned scope is disposed: for a background worker, a channel's reader or
    /// any code that got the handle by another way than the request's own flow.
    /// </summary>
    /// <returns>The scope; dispose it on the same flow of execution.</returns>
    public LlmTraceScope Use() => new(this);

    /// <summary>Sets an attribute of the root span.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetRootTag(string name, object? value)
    {
        lock (_gate)
        {
            if (value is not null && !IsCompleted)
            {
                Root?.SetTag(name, value);
                if (name == LiteLlm.ApiKeyUserId)
                {
                    FallBackToKeysUser(value);
                }
            }
        }
    }

    /// <summary>Sets an attribute of <c>litellm_request</c>, now or when it opens.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetRequestTag(string name, object? value)
    {
        if (value is true && name == LiteLlm.CacheHit)
        {
            SetCacheHit(hit: true);
        }
        else if (name == LiteLlm.CallId)
        {
            // An id that was handed out stays.
            if (value is string id && TracedLlm.CallId.IsSane(id))
            {
                Interlocked.CompareExchange(ref _callId, id, null);
            }
        }
        else if (value is not null)
        {
            Request.SetTag(name, value);
        }
    }

    /// <summary>
    /// Records an exception that made the request fail, where nothing else sees it: one that a filter or an error handler of
    /// the gateway turns into a response.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Always <see langword="false"/>, so that it can be an exception filter.</returns>
    public bool RecordException(Exception exception)
    {
        lock (_gate)
        {
            if (!IsCompleted && !IsAftermath(exception))
            {
                _exception ??= exception;
            }
        }

        return false;
    }

    /// <summary>Whether an <c>auth</c> stage is under way.</summary>
    internal bool IsAuthenticating => _spans.Has(SpanNaming.Auth);

    /// <summary>The innermost open span of ours that encloses the code whose activity is <paramref name="current"/>; <see langword="null"/> if that is the root, or nothing.</summary>
    internal Activity? EnclosingSpan(Activity? current) => _spans.Enclosing(current, Root, guardrail: false);

    /// <summary>The call that sends what is sent where the activity is <paramref name="current"/>; <see langword="null"/> if a span of ours in it does, or none.</summary>
    internal SpanOwner? SendingCall(Activity? current) =>
        EnclosingSpan(current) is { } span ? _spans.OwnerOf(span) : null;

    /// <summary>The call that is open around the code whose activity is <paramref name="current"/>.</summary>
    internal OpenCall? OpenCall(Activity? current) => _spans.EnclosingCall(current, Root);

    internal Activity? EnclosingGuardrail(Activity? current) => _spans.Enclosing(current, Root, guardrail: true);

    /// <summary>The exported span to name to those who are called where the activity is <paramref name="current"/>; after the request only a late one.</summary>
    internal Activity? SpanAround(Activity? current) => IsCompleted ? _spans.LateAround(current) : EnclosingSpan(current) ?? Root;

    /// <summary>Keeps <paramref name="span"/> until it ends; <see langword="false"/> if the request has ended.</summary>
    internal bool Hold(in OpenSpan span)
    {
        if (_spans.Hold(span))
        {
            return true;
        }

        InFlight?.AddLate(this);
        return false;
    }

    /// <summary>Takes <paramref name="activity"/> off; <see langword="true"/> for the one caller that may end it.</summary>
    internal bool Release(Activity activity)
    {
        if (!_spans.Release(activity, out var outlivesParent))
        {
            return false;
        }

        if (outlivesParent)
        {
            TraceCounters.SpanOutlivesParent();
            activity.SetTag(LiteLlm.Late, true);
        }

        return true;
    }

    /// <summary>The caller is given the rest of the response: from here on it may leave, unless it has left before.</summary>
    internal void Delivered(bool evenIfAborted = false)
    {
        if (!_delivered && (evenIfAborted || !IsAborted))
        {
            Volatile.Write(ref _delivered, true);
        }
    }

    /// <summary>The caller has left, where the server does not say it.</summary>
    internal void CallerLeft() => Volatile.Write(ref _left, true);

    /// <summary>The request has failed.</summary>
    internal void Fail(string errorType) => ErrorType ??= errorType;

    /// <summary>The request has failed with an error that stands in its response, whose status says success.</summary>
    internal void FailInResponse(string errorType)
    {
        _answersError = true;
        Fail(errorType);
    }

    /// <summary>
    /// Ends the attempts that have failed: a gateway that tries again is done with them, and may never read or dispose their
    /// responses.
    /// </summary>
    internal void EndFailedAttempts()
    {
        while (Attempts.Any && _spans.TakeFailedAttempt() is { } failed)
        {
            failed.Owner.Abandon(failed.Activity, DateTime.UtcNow);
        }
    }

    /// <summary>A guardrail has blocked the request, unless its caller has left before.</summary>
    internal void Block(Exception? exception)
    {
        lock (_gate)
        {
            if (!_closing && !_blocked && !IsAborted)
            {
                _blockedBy = exception;
                Volatile.Write(ref _blocked, true);
            }
        }
    }

    /// <summary>
    /// Whether <paramref name="exception"/> is the end that the caller or, once a guardrail has blocked, the gateway made of work
    /// that it no longer needs. A client's time-out is none.
    /// </summary>
    internal bool IsCancelledBy(Exception exception) =>
        exception is OperationCanceledException
        && (IsAborted || (Volatile.Read(ref _blocked) && exception.InnerException is not TimeoutException));

    /// <summary>
    /// Whether the <c>exception</c> event of <paramref name="exception"/> is still to be written: it passes many spans, also
    /// wrapped into others, and one describes it.
    /// </summary>
    internal bool ClaimExceptionEvent(Exception exception)
    {
        lock (_gate)
        {
            for (var inner = exception; inner is not null; inner = inner.InnerException)
            {
                if (_described?.Contains(inner) == true)
                {
                    return false;
                }
            }

            (_described ??= []).Add(exception);
            return true;
        }
    }

    /// <summary>The handler has returned: decides, once, whether the caller had gone before.</summary>
    internal void HandlerReturned()
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _cancelled = IsAborted && !_delivered && !_blocked && !IsBrokenOff;
            _handlersStatus = _http?.Response.StatusCode ?? 0;
            _handlerReturned = true;
            if (_cancelled)
            {
                OnCancelled();
            }
        }
    }

    /// <summary>Ends the request: tells the failure logs if it failed, then ends its spans, inside out.</summary>
    /// <param name="status">The response's status, where the response does not say it (yet).</param>
    internal void Close(int? status = null)
    {
        int statusCode;
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            statusCode = IsCancelledByShutdown ? StatusThatWasSent() : status ?? StatusOfResponse();
            if (IsRecording && !_cancelled && (!Failed(statusCode) || _answersError) && _handlerStart is { } start)
            {
                Request.OpenAt(start);
            }
        }

        // An attempt that was left open says how it went when it ends.
        Abandon(_spans.TakeAll());
        var ending = new RequestEnding(this, statusCode, _cancelled, _blocked, _exception ?? _blockedBy);
        if (ending.Failure is { } failure)
        {
            FailureLogs.Report(failure);
        }

        IReadOnlyList<OpenSpan> left;
        lock (_gate)
        {
            left = _spans.Close();
            _ = KeptFields;
            _http = null;
            _source = null;
        }

        Abandon(left);
        if (IsRecording)
        {
            ending.Write(Root!, EndNow());
        }
        else if (Root is { } root)
        {
            SpanEnd.Stop(root, previous: null, this);
        }

        InFlight?.Remove(this);
    }

    /// <summary>When a span ends that ends with the request: a parent that a middleware in front ended before ends it, too.</summary>
    internal DateTime EndNow() => Outer is { IsStopped: true } outer ? outer.StartTimeUtc + outer.Duration : DateTime.UtcNow;

    /// <summary>Notes that the request has come to its handler.</summary>
    internal void HandlerComesNow() => _handlerStart = DateTime.UtcNow;

    private void Abandon(IReadOnlyList<OpenSpan> left)
    {
        for (var i = left.Count - 1; i >= 0; i--)
        {
            if (_cancelled)
            {
                left[i].Activity.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            }
            else
            {
                TraceCounters.SpanRepaired();
            }

            if (left[i].OutlivesParent)
            {
                left[i].Activity.SetTag(LiteLlm.Late, true);
            }

            left[i].Owner.Abandon(left[i].Activity, EndNow());
        }
    }

    // Of a response that nobody waited for the server makes a 499, which the gateway never said.
    private int StatusOfResponse() => _http switch
    {
        null => 0,
        { Response.HasStarted: false, RequestAborted.IsCancellationRequested: true } => _handlersStatus,
        { Response.StatusCode: var status } => status,
    };

    /// <summary>
    /// Whether the provider failed in the midst of the response, which nothing can mend: a gateway may break the connection to say
    /// so, and that looks as if the caller had left.
    /// </summary>
    private bool IsBrokenOff => Attempts.HasLastFailed && _http is { Response.HasStarted: true };

    /// <summary>Whether <paramref name="exception"/> only says that a caller who had everything has left.</summary>
    private bool IsAftermath(Exception exception) =>
        _delivered && IsAborted && exception is OperationCanceledException or IOException or WebSocketException;

    private bool Failed(int statusCode) => _exception is not null || ErrorType is not null || statusCode >= 400;
}
