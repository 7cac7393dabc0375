using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Attempts;

namespace TracedLlm.Requests;

/// <summary>
/// The life of one request as a state machine: its <see cref="RequestPhase"/>, its <see cref="RequestVerdict"/>, the
/// <see cref="CallerState"/>, and the failures that were reported.
/// </summary>
/// <remarks>
/// <paramref name="gate"/> is the one lock of the request and guards every field here. It also guards the
/// <see cref="HttpContext"/>: the context is used only under the lock and only before <see cref="RequestPhase.Completed"/>,
/// because the server gives it to another request afterwards.
/// </remarks>
/// <param name="gate">The lock of the request.</param>
/// <param name="http">The request; <see langword="null"/> where there is no server.</param>
/// <param name="attempts">The attempts, which tell whether the provider failed last.</param>
/// <param name="inFlight">The application's open requests; <see langword="null"/> where no shutdown ends them.</param>
internal sealed class RequestLifecycle(Lock gate, HttpContext? http, AttemptLog attempts, RequestsInFlight? inFlight)
{
    private HttpContext? _http = http;
    private RequestPhase _phase;
    private RequestVerdict _verdict;
    private CallerState _caller;
    private DateTime? _handlerStart;
    private int _statusAtReturn;
    private Exception? _exception;
    private Exception? _blockedBy;
    private string? _errorType;
    private bool _isErrorInResponse;

    /// <summary>The context, for use under the lock of the request; <see langword="null"/> from <see cref="RequestPhase.Completed"/> on.</summary>
    public HttpContext? Http => _http;

    /// <summary>Whether the request has been cancelled, by its caller or by a shutdown.</summary>
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

    /// <summary>Whether the caller had been given the whole response, or the event that ends it, before the caller left.</summary>
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

    /// <summary>Whether the caller has gone. While the request runs the server is asked; afterwards the decision at the end holds.</summary>
    public bool IsAborted
    {
        get
        {
            lock (gate)
            {
                return _verdict >= RequestVerdict.Cancelled
                    || _caller is CallerState.Gone or CallerState.ServedAndGone
                    || _http is { RequestAborted.IsCancellationRequested: true };
            }
        }
    }

    // All of these are read under the lock.
    private bool IsServed => _caller is CallerState.Served or CallerState.ServedAndGone;

    // The provider failed in the middle of the response, which nothing can mend: a gateway may break the connection to report
    // it, and that looks like a caller that has left.
    private bool IsBrokenByProvider => attempts.HasLastFailed && _http is { Response.HasStarted: true };

    /// <summary>The handler is about to run.</summary>
    public void EnterHandler()
    {
        lock (gate)
        {
            _handlerStart = DateTime.UtcNow;
            Advance(RequestPhase.Handling);
        }
    }

    /// <summary>The handler has returned: decides, once, whether the caller had gone before.</summary>
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

    /// <summary>The application does not wait any longer: cancels the request, unless its handler has returned.</summary>
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

    /// <summary>The caller is given the rest of the response: the caller may leave now, unless it has left before.</summary>
    /// <param name="evenIfAborted">Whether the caller counts as served although it has left.</param>
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

    /// <summary>The caller has left, where the server does not report it.</summary>
    public void SetCallerGone()
    {
        lock (gate)
        {
            _caller = IsServed ? CallerState.ServedAndGone : CallerState.Gone;
        }
    }

    /// <summary>A guardrail has blocked the request, unless the caller has left before.</summary>
    /// <param name="exception">The exception that is the block; <see langword="null"/> for a block by outcome.</param>
    public void Block(Exception? exception)
    {
        lock (gate)
        {
            if (_phase < RequestPhase.Closing && _verdict == RequestVerdict.None && !IsAborted)
            {
                _blockedBy = exception;
                _verdict = RequestVerdict.Blocked;
            }
        }
    }

    /// <summary>
    /// Whether <paramref name="exception"/> is how the caller or, after a block, the gateway ended work that it no longer
    /// needs. The time-out of a client is a failure.
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

    /// <summary>Records the exception that made the request fail; the first one counts.</summary>
    public void RecordException(Exception exception)
    {
        lock (gate)
        {
            if (_phase < RequestPhase.Completed && !FollowsCallerLeaving(exception))
            {
                _exception ??= exception;
            }
        }
    }

    /// <summary>The request has failed.</summary>
    /// <param name="errorType">Its <c>error.type</c>; the first one counts.</param>
    /// <param name="inResponse">Whether the error stands in a response whose status reports success.</param>
    public void Fail(string errorType, bool inResponse)
    {
        lock (gate)
        {
            _errorType ??= errorType;
            _isErrorInResponse |= inResponse;
        }
    }

    /// <summary>Begins to close the request; <see langword="null"/> for every call but the first.</summary>
    /// <param name="status">The status of the response, where the response does not have it (yet).</param>
    public ClosingRequest? Close(int? status)
    {
        lock (gate)
        {
            if (_phase >= RequestPhase.Closing)
            {
                return null;
            }

            _phase = RequestPhase.Closing;
            var statusCode = _verdict == RequestVerdict.CancelledByShutdown ? ReadSentStatus() : status ?? ReadResponseStatus();
            var hasFailed = _exception is not null || _errorType is not null || statusCode >= 400;
            var hasAnswer = _verdict < RequestVerdict.Cancelled && (!hasFailed || _isErrorInResponse);
            return new ClosingRequest(statusCode, hasAnswer ? _handlerStart : null);
        }
    }

    /// <summary>What the ending is decided by. Work that ended since <see cref="Close"/> may have added to it.</summary>
    public EndedRequest End(int statusCode, bool hasCalls)
    {
        lock (gate)
        {
            return new EndedRequest
            {
                Verdict = _verdict,
                StatusCode = statusCode,
                Exception = _exception ?? _blockedBy,
                StatedErrorType = _errorType,
                AttemptErrorType = attempts.ErrorType,
                HasCalls = hasCalls,
            };
        }
    }

    /// <summary>The response has ended: the context is let go.</summary>
    public void Complete()
    {
        lock (gate)
        {
            _phase = RequestPhase.Completed;
            _http = null;
        }
    }

    private void Advance(RequestPhase phase) => _phase = phase > _phase ? phase : _phase;

    // A caller that leaves while the application waits no longer was cut off by the application.
    private RequestVerdict ChooseCancellation()
    {
        if (inFlight is not { IsOverdue: true })
        {
            return RequestVerdict.Cancelled;
        }

        inFlight.CountCancelled();
        return RequestVerdict.CancelledByShutdown;
    }

    // A caller that had the whole response has left, and the exception reports no more than that.
    private bool FollowsCallerLeaving(Exception exception) =>
        IsServed && IsAborted && exception is OperationCanceledException or IOException or WebSocketException;

    // The server makes a 499 of a response that nobody waited for, which the gateway never sent.
    private int ReadResponseStatus() => _http switch
    {
        null => 0,
        { Response.HasStarted: false, RequestAborted.IsCancellationRequested: true } => _statusAtReturn,
        { Response.StatusCode: var status } => status,
    };

    // The server's own feature is read: the handler may be using its HttpContext at the same time.
    private int ReadSentStatus() =>
        _http?.Features.Get<IHttpResponseFeature>() is { HasStarted: true, StatusCode: var status } ? status : 0;
}
