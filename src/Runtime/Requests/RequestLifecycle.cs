using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Apis;
using TracedLlm.Attempts;
using TracedLlm.Guardrails;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>
/// The lifecycle of one request as a state machine: its <see cref="RequestPhase"/>, its <see cref="RequestVerdict"/>, the
/// <see cref="CallerState"/>, and the reported failures.
/// </summary>
/// <remarks>
/// <paramref name="gate"/> is the lock of the request (<see cref="RequestState"/> creates it). It guards every field here. It also guards the
/// <see cref="HttpContext"/>: the context is used only under the lock and only before <see cref="RequestPhase.Completed"/>,
/// because the server gives it to another request afterwards.
/// </remarks>
/// <param name="gate">The lock of the request.</param>
/// <param name="http">The request; <see langword="null"/> where there is no server.</param>
/// <param name="attempts">The attempts, which know whether the last attempt failed.</param>
/// <param name="inFlight">The application's open requests; <see langword="null"/> if a shutdown does not end this request.</param>
internal sealed class RequestLifecycle(object gate, HttpContext? http, AttemptLog attempts, RequestsInFlight? inFlight)
{
    private RequestExceptions _exceptions;
    private HttpContext? _http = http;
    private RequestPhase _phase;
    private RequestVerdict _verdict;
    private CallerState _caller;
    private DateTime? _handlerStart;
    private int _statusAtReturn;

    // Whether the caller had left when the request began to close.
    private bool _hadLeft;
    private GuardrailBlock? _block;
    private string? _errorType;
    private string? _reportedMessage;
    private bool _isErrorInResponse;

    /// <summary>The context, for use under the lock of the request; <see langword="null"/> from <see cref="RequestPhase.Completed"/> on.</summary>
    public HttpContext? Http => _http;

    /// <summary>Whether the caller or a shutdown has cancelled the request.</summary>
    public bool IsCancelled
    {
        get
        {
            lock (gate)
            {
                return _verdict >= RequestVerdict.Cancelled;
            }
        }
    }

    /// <summary>Whether the caller had the whole response, or the event that ends it, before the caller left.</summary>
    public bool IsCallerServed
    {
        get
        {
            lock (gate)
            {
                return IsServed;
            }
        }
    }

    /// <summary>
    /// Whether the caller has left. While the request runs, the server's token also decides; from the moment when it closes only
    /// the recorded state decides.
    /// </summary>
    public bool IsAborted
    {
        get
        {
            lock (gate)
            {
                return _verdict >= RequestVerdict.Cancelled
                    || _caller is CallerState.Gone or CallerState.ServedAndGone
                    || (_phase < RequestPhase.Closing ? _http is { RequestAborted.IsCancellationRequested: true } : _hadLeft);
            }
        }
    }

    /// <summary>Whether the caller has left in the middle of the request's body.</summary>
    public bool IsBodyBroken { get; private set; }

    /// <summary>Whether a guardrail has blocked the request.</summary>
    public bool IsBlocked
    {
        get
        {
            lock (gate)
            {
                return _verdict == RequestVerdict.Blocked;
            }
        }
    }

    // The callers of these properties hold the lock.
    private bool IsServed => _caller is CallerState.Served or CallerState.ServedAndGone;

    // The provider failed in the middle of the response. A gateway may abort the connection to report it, and the server then
    // reports a caller that has left.
    private bool IsBrokenByProvider => attempts.HasLastFailed && _http is { Response.HasStarted: true };

    /// <summary>
    /// The handler is about to run. If it runs again, because a middleware tries the request once more, only its last exception
    /// counts.
    /// </summary>
    public void EnterHandler()
    {
        lock (gate)
        {
            if (_phase == RequestPhase.Handling)
            {
                _exceptions.Restart();
            }

            _handlerStart = DateTime.UtcNow;
            Advance(RequestPhase.Handling);
        }
    }

    /// <summary>The handler has returned: decides, once, whether the caller left before.</summary>
    public void LeaveHandler()
    {
        lock (gate)
        {
            if (_phase >= RequestPhase.Closing)
            {
                return;
            }

            if (_verdict == RequestVerdict.None && IsAborted && !IsServed && !IsBrokenByProvider)
            {
                _verdict = ChooseCancellation();
            }

            _statusAtReturn = _http?.Response.StatusCode ?? 0;
            Advance(RequestPhase.Returned);
        }
    }

    /// <summary>
    /// The application stops waiting for the request: cancels it, unless its handler has returned or the caller has the whole
    /// response.
    /// </summary>
    public void CancelByShutdown()
    {
        lock (gate)
        {
            if (_phase < RequestPhase.Returned && !IsServed)
            {
                _verdict = ChooseCancellation();
            }
        }
    }

    /// <summary>
    /// The caller receives the rest of the response now. If the caller leaves after this, the request is not cancelled.
    /// </summary>
    /// <param name="evenIfAborted">Whether the caller counts as served even if it has left.</param>
    public void SetCallerServed(bool evenIfAborted)
    {
        lock (gate)
        {
            if (!IsServed && (evenIfAborted || !IsAborted))
            {
                _caller = _caller == CallerState.Gone ? CallerState.ServedAndGone : CallerState.Served;
            }
        }
    }

    /// <summary>The caller has left. Called where the server's token does not report it.</summary>
    public void SetCallerGone()
    {
        lock (gate)
        {
            _caller = IsServed ? CallerState.ServedAndGone : CallerState.Gone;
        }
    }

    /// <summary>The caller has left in the middle of the request's body.</summary>
    public void SetBodyBroken()
    {
        lock (gate)
        {
            IsBodyBroken = true;
            SetCallerGone();
        }
    }

    /// <summary>A guardrail has blocked the request. If the caller has left before, the block has no effect.</summary>
    /// <param name="block">The block.</param>
    public void Block(GuardrailBlock block)
    {
        lock (gate)
        {
            if (_phase < RequestPhase.Closing && _verdict == RequestVerdict.None && !IsAborted)
            {
                _block = block;
                _verdict = RequestVerdict.Blocked;
            }
        }
    }

    /// <summary>
    /// Whether <paramref name="exception"/> is a cancellation by the caller that left, or by the gateway after a block. The
    /// time-out of a client is a failure instead.
    /// </summary>
    public bool IsCancelledBy(Exception exception)
    {
        if (exception is not OperationCanceledException)
        {
            return false;
        }

        lock (gate)
        {
            return IsAborted || (_verdict == RequestVerdict.Blocked && exception.InnerException is not TimeoutException);
        }
    }

    /// <inheritdoc cref="RequestExceptions.Record"/>
    public void RecordException(Exception exception)
    {
        lock (gate)
        {
            if (Counts(exception))
            {
                _exceptions.Record(exception);
            }
        }
    }

    /// <inheritdoc cref="RequestExceptions.RecordThrown"/>
    public void RecordThrown(Exception exception)
    {
        lock (gate)
        {
            if (Counts(exception))
            {
                _exceptions.RecordThrown(exception, hasStarted: _http is { Response.HasStarted: true });
            }
        }
    }

    /// <inheritdoc cref="RequestExceptions.RecordHandled"/>
    public void RecordHandled(Exception exception)
    {
        lock (gate)
        {
            if (Counts(exception))
            {
                _exceptions.RecordHandled(exception);
            }
        }
    }

    /// <summary>Records that the request has failed.</summary>
    /// <param name="error">The error; the first one counts.</param>
    /// <param name="inResponse">Whether the error is inside a response whose status reports success.</param>
    public void Fail(ReportedError error, bool inResponse)
    {
        lock (gate)
        {
            _errorType ??= error.ErrorType;
            _reportedMessage ??= error.Message;
            _isErrorInResponse |= inResponse;
        }
    }

    /// <summary>Records the error in the body of a response whose status is 400 or more.</summary>
    public void SetError(ReportedError error)
    {
        lock (gate)
        {
            _reportedMessage ??= error.Message;
        }
    }

    /// <summary>Records the exception of a stage. The request has not failed by it: the gateway may go on.</summary>
    public void NoteStage(Exception exception)
    {
        lock (gate)
        {
            _exceptions.Stage = exception;
        }
    }

    /// <summary>Begins to close the request. Every call after the first returns <see langword="null"/>.</summary>
    /// <param name="status">The status of the response, if the response does not have it yet; otherwise <see langword="null"/>.</param>
    public ClosingRequest? Close(int? status)
    {
        lock (gate)
        {
            if (_phase >= RequestPhase.Closing)
            {
                return null;
            }

            // Read once: a shutdown closes requests too, and the server may dispose its context as soon as a request closes.
            _hadLeft = IsAborted;
            _phase = RequestPhase.Closing;
            var statusCode = _verdict == RequestVerdict.CancelledByShutdown ? ReadSentStatus() : status ?? ReadResponseStatus();
            _exceptions.Close(statusCode);
            var hasFailed = _exceptions.Failure is not null || _errorType is not null || statusCode >= 400;
            var hasAnswer = _verdict < RequestVerdict.Cancelled && (!hasFailed || _isErrorInResponse);
            return new ClosingRequest(statusCode, hasAnswer ? _handlerStart : null);
        }
    }

    /// <summary>Returns the facts that decide the ending, including the results of work that ended after <see cref="Close"/>.</summary>
    public EndedRequest End(int statusCode, bool hasCalls)
    {
        lock (gate)
        {
            return new EndedRequest
            {
                Verdict = _verdict,
                StatusCode = statusCode,
                Exception = _exceptions.Failure ?? _block?.Exception,
                StatedErrorType = _errorType,
                ReportedMessage = _reportedMessage,
                Attempt = attempts.Error,
                Block = _block,
                StageException = _exceptions.Stage,
                HasCalls = hasCalls,
                IsPostponed = statusCode == StatusCodes.Status503ServiceUnavailable && _http is { Response.Headers.RetryAfter.Count: > 0 },
            };
        }
    }

    /// <summary>The response has ended: clears the reference to the context.</summary>
    public void Complete()
    {
        lock (gate)
        {
            _phase = RequestPhase.Completed;
            _http = null;
        }
    }

    private void Advance(RequestPhase phase) => _phase = phase > _phase ? phase : _phase;

    // If the application has stopped waiting, then the application closed the connection, not the caller.
    private RequestVerdict ChooseCancellation()
    {
        if (inFlight is not { IsOverdue: true })
        {
            return RequestVerdict.Cancelled;
        }

        inFlight.CountCancelled();
        return RequestVerdict.CancelledByShutdown;
    }

    // Whether the exception says something about the request. The caller holds the lock.
    private bool Counts(Exception exception)
    {
        if (_phase >= RequestPhase.Completed || FollowsCallerLeaving(exception))
        {
            return false;
        }

        if (CallerErrors.IsDeparture(exception))
        {
            SetBodyBroken();
        }

        return true;
    }

    // The caller left after it had the whole response, and the exception only reports that.
    private bool FollowsCallerLeaving(Exception exception) =>
        IsServed && IsAborted && exception is OperationCanceledException or IOException or WebSocketException;

    // The server sets 499 on a response that had not started when the caller left. The gateway never sent that status.
    private int ReadResponseStatus() => _http switch
    {
        null => 0,
        { Response.HasStarted: false, RequestAborted.IsCancellationRequested: true } => _statusAtReturn,
        { Response.StatusCode: var status } => status,
    };

    // Reads the server's feature and not HttpContext.Response: the handler may use its HttpContext at the same time.
    private int ReadSentStatus() =>
        _http?.Features.Get<IHttpResponseFeature>() is { HasStarted: true, StatusCode: var status } ? status : 0;
}
