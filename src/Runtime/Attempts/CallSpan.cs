using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using TracedLlm.Apis;
using TracedLlm.Conventions;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The owner of the span of one call to a provider: an attempt, or a call by a guardrail if <paramref name="isAttempt"/> is
/// false.
/// </summary>
internal sealed class CallSpan(IAttemptedRequest? request, bool isAttempt = true) : SpanOwner
{
    private PayloadTap? _payload;
    private RawSpan? _raw;
    private AttemptError? _error;
    private int _failedStatus;
    private string? _amazonErrorType;
    private Uri? _address;
    private bool _cancelled;
    private bool _answered;
    private bool _isUnread;

    // Another attempt has followed while the method of this one runs: the span has its end.
    private bool _hasEnded;
    private HttpRequestMessage? _sent;
    private Exception? _sendFailure;
    private ReportedError? _reported;
    private SpanOwner? _inner;
    private Followers? _followers;

    public override ITracedRequest? Request => request;

    public bool IsAttempt { get; } = isAttempt;

    public override SpanRole Role => IsAttempt ? SpanRole.Attempt : SpanRole.GuardrailCall;

    public override bool HasFailed => _error is not null || _payload?.Error is not null || _reported is not null || _sendFailure is not null;

    /// <summary>Whether the provider has begun to answer without an error.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The model in the name of the span; <see langword="null"/> for the model that the caller asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The call that had ended when this one started inside its method; <see langword="null"/> if there is none.</summary>
    public SpanOwner? Enclosing { get; init; }

    /// <summary>What the attempt calls.</summary>
    public CalledModel Called { get; set; }

    /// <summary>Whether the attempt is a hedge: the gateway started it because another attempt may be slow.</summary>
    public bool IsHedge { get; set; }

    /// <summary>The number of answers at the attempt's start, counted for the attempts that can supersede it.</summary>
    public int AnswersBefore { get; set; }

    // AdoptedCall reads the response if a tracing client or an inner method sends the HTTP request.
    public override bool ReadsResponse => Volatile.Read(ref _inner) is null;

    public override SpanOwner? Inner => Volatile.Read(ref _inner);

    /// <summary>The state of the call.</summary>
    public AttemptState State => HasFailed ? AttemptState.Failed : IsAnswered || _cancelled ? AttemptState.Answered : AttemptState.Open;

    // The gateway has not read the answer, or not to its end because a guardrail has blocked the request.
    private bool IsDropped =>
        _isUnread && !_cancelled && !HasFailed && (!_answered || (request is { IsBlocked: true } && _payload is not { IsComplete: true }));

    // The caller has left before the gateway had the whole answer: the writing to the caller may report that, and not the reading.
    private bool IsLeft =>
        _isUnread && !_cancelled && _payload is not { IsComplete: true } && request is { IsAborted: true, IsCallerServed: false };

    private bool IsSuperseded => IsAttempt && request?.Attempts.IsSuperseded(this) == true;

    public override SpanOwner ForNextSpan() => new CallSpan(request, IsAttempt) { Model = Model };

    public override ActivityLink[]? OnStarting(CreationTags tags)
    {
        if (!IsAttempt || request is null)
        {
            return null;
        }

        foreach (ref readonly var tag in request.CallerTags)
        {
            // A sequence that is enumerated again repeats the attributes of its first span.
            if (tags.Find(tag.Key) is null)
            {
                tags.Add(tag.Key, tag.Value);
            }
        }

        return request.Attempts.Start(tags, this);
    }

    public override void OnStarted(Activity activity)
    {
        if (!IsAttempt || request is null)
        {
            return;
        }

        request.Attempts.OnOpened(activity);
        if (request.Content is { } content)
        {
            _raw = RawSpan.Start(request, content, activity);
        }
    }

    public override bool TryAdopt(SpanOwner inner) => Interlocked.CompareExchange(ref _inner, inner, null) is null;

    public override Activity? FindFollower() => Volatile.Read(ref _followers)?.FindLast();

    public override void OnFollowed(OpenCall follower)
    {
        if (_hasEnded)
        {
            var followers = Volatile.Read(ref _followers) ?? new Followers(this, Enclosing);
            (Interlocked.CompareExchange(ref _followers, followers, null) ?? followers).Add(follower);
        }
    }

    public override bool TryHoldFollower(OpenCall follower) => Volatile.Read(ref _followers)?.TryHold(follower) == true;

    public override void OnSending(HttpRequestMessage message)
    {
        _sent = message;
        _address = message.RequestUri;
    }

    public override void EndEarly(Activity activity)
    {
        base.EndEarly(activity);
        _hasEnded = true;
    }

    public override void OnSendFailed(Exception exception)
    {
        if (!_hasEnded && request?.IsCancelledBy(exception) != true && !IsCancelledAsSuperseded(exception))
        {
            _sendFailure ??= exception;
        }
    }

    public override void OnSessionClosed(WebSocketCloseStatus? status, string? reason)
    {
        if (!_hasEnded)
        {
            _reported ??= ReportedError.FromClose(status, reason);
        }
    }

    public override void OnAnswered() => MarkAnswered();

    public override void OnRequest(Activity activity, HttpRequestMessage message)
    {
        if (!_hasEnded)
        {
            SetAddress(activity, message);
            _raw?.OnRequest(message, isAnswered: false);
        }
    }

    public override void OnFirstItem(Activity activity)
    {
        if (_answered || _hasEnded)
        {
            return;
        }

        _answered = true;
        MarkAnswered();
        activity.SetTag(LibraryAttributes.AttemptTimeToFirstChunk, (DateTime.UtcNow - activity.StartTimeUtc).TotalSeconds);
    }

    public override void OnResponse(Activity activity, HttpResponseMessage response)
    {
        if (_hasEnded)
        {
            return;
        }

        // Some handlers do not set the request of their response.
        var sent = response.RequestMessage ?? _sent;
        if (sent is not null)
        {
            SetAddress(activity, sent);
            _sent ??= sent;
        }

        var status = (int)response.StatusCode;
        activity.SetTag(HttpAttributes.ResponseStatusCode, BoxedNumber.Get(status));
        activity.SetTag(HttpAttributes.ProtocolVersion, ProtocolVersions.FromVersion(response.Version));
        var isRefused = AnsweredStatus.IsRefusal(response, sent);
        if (isRefused)
        {
            _failedStatus = status;
            _amazonErrorType = ProviderError.ReadAmazonType(response);
            _error = new AttemptError(status.ToString(CultureInfo.InvariantCulture));
            SpanErrors.Fail(activity, _error.ErrorType, null);
        }

        _raw?.OnResponse(response, sent);
        var isNotModified = !isRefused && response.StatusCode == HttpStatusCode.NotModified;
        _payload = isRefused || isNotModified ? new PayloadTap(NoResponsePayload.Instance) : IsAttempt ? request?.TapProvider(activity, sent) : null;
        if (_payload is not null)
        {
            var headers = response.Content.Headers.NonValidated;
            _payload.OnStart(Value(headers, "Content-Type"), Value(headers, "Content-Encoding"), status);
            if (BedrockHeaders.Read(response.Headers) is { } counts)
            {
                _payload.OnCounts(counts);
            }
        }

        if (!isRefused)
        {
            if (status is 204 or 205 || Value(response.Content.Headers.NonValidated, "Content-Length") == "0")
            {
                // Few gateways read a body of no bytes to its end.
                _payload?.OnEnd(complete: true);
            }

            _isUnread = status != 204 && !isNotModified && response.Content.Headers.ContentLength != 0;
            MarkAnswered();
        }

        static string? Value(HttpHeadersNonValidated headers, string name) =>
            headers.TryGetValues(name, out var values) ? values.ToString() : null;
    }

    public override void OnBytes(Activity activity, ReadOnlySpan<byte> bytes)
    {
        if (!_hasEnded)
        {
            OnFirstItem(activity);
            _payload?.OnBytes(bytes);
            _raw?.OnBytes(bytes);
        }
    }

    public override void OnLastByte()
    {
        _isUnread = false;
        _payload?.OnEnd(complete: true);
    }

    public override void OnException(Activity? activity, Exception exception)
    {
        if (activity is null || _hasEnded)
        {
            return;
        }

        if (_failedStatus > 0 && exception is OperationCanceledException { InnerException: not TimeoutException })
        {
            // The provider has refused, and the gateway gives up the rest of its error.
            return;
        }

        if (request is { IsAborted: true } || request?.IsCancelledBy(exception) == true)
        {
            if (!request.IsCallerServed)
            {
                _cancelled = true;
                activity.SetTag(LibraryAttributes.Outcome, Outcomes.Cancelled);
            }

            return;
        }

        if (IsCancelledAsSuperseded(exception) || CallerErrors.FindStatus(exception) is not null || CallerErrors.IsDeparture(exception))
        {
            // The method may send the caller's body on, and the body broke off.
            Cancel(activity);
            return;
        }

        SpanErrors.Record(activity, exception, request);
        var errorType = ErrorTypes.NameOf(exception);
        if (_failedStatus == 0 && AnsweredStatus.Find(exception) is { } status)
        {
            errorType = status.ToString(CultureInfo.InvariantCulture);
            activity.SetTag(HttpAttributes.ResponseStatusCode, status);
        }

        _error = new AttemptError(errorType, ErrorText.Describe(exception, request));
    }

    public override void End(Activity activity, Activity? previous)
    {
        Volatile.Read(ref _followers)?.Release();
        base.End(activity, previous);
    }

    public override void Abandon(Activity activity, DateTime end)
    {
        Volatile.Read(ref _followers)?.Release();
        if (!_cancelled && State == AttemptState.Open && IsSuperseded)
        {
            Cancel(activity);
        }

        base.Abandon(activity, end);
    }

    // The method that made the call may set attributes of it when it returns.
    protected override bool TryHold(Activity activity) => !_hasEnded && Enclosing?.TryHoldFollower(new OpenCall(activity, this)) == true;

    protected override void Complete(Activity activity)
    {
        if (_hasEnded)
        {
            return;
        }

        // The end makes a body that was read half complete.
        var mayBeLeft = IsLeft;
        _payload?.OnEnd(complete: false);
        if (_error is null && !_cancelled && _sendFailure is not null)
        {
            OnException(activity, _sendFailure);
        }

        var isLeft = mayBeLeft && !HasFailed;
        if (isLeft)
        {
            Cancel(activity);
        }

        if (_failedStatus > 0)
        {
            // The provider's words say more than the exception that a client makes of the status.
            _error = new ProviderError(request, _sent).Describe(_payload?.Error, _failedStatus, _amazonErrorType);
        }
        else if (_error is null && !_cancelled && (_payload?.Error ?? _reported) is { } reported && request is not { IsAborted: true, IsCallerServed: false })
        {
            _error = new ProviderError(request, _sent).Describe(reported, status: null, _amazonErrorType);
        }

        if (_error is not null && !_cancelled)
        {
            SpanErrors.Fail(activity, _error.ErrorType, _error.Message);
            activity.SetTag(LibraryAttributes.ErrorMessage, _error.Message);
            activity.SetTag(LibraryAttributes.ProviderErrorType, _error.ProviderType);
            activity.SetTag(LibraryAttributes.ProviderErrorCode, _error.ProviderCode);
        }

        if (IsAttempt)
        {
            request?.Attempts.OnClosed(activity);
        }

        var isDropped = IsDropped;
        if (isDropped && IsSuperseded)
        {
            Cancel(activity);
        }

        if (IsAttempt && (!_cancelled || isLeft))
        {
            MarkAnswered();
            request?.Attempts.OnEnded(activity, _error);
            if (isDropped)
            {
                Cancel(activity);
            }
        }

        Measure(activity);
        if (_raw is not null)
        {
            if (_sent is not null)
            {
                // The call may have failed without an answer, and its handler may not have called the propagator, so OnRequest
                // was not called.
                _raw.OnRequest(_sent, isAnswered: true);
            }

            if (activity.Duration == TimeSpan.Zero)
            {
                activity.SetEndTime(DateTime.UtcNow);
            }

            _raw.End(activity);
        }

        // The request keeps its last attempts, and a caller may wait long for the rest of its answer.
        _sent = null;
    }

    private void Measure(Activity activity)
    {
        if (!IsAttempt || request?.Metrics is not { } metrics)
        {
            return;
        }

        try
        {
            using var exemplars = new ExemplarSpan(activity, ExemplarSpan.WillBeShown(request));
            var duration = activity.Duration == TimeSpan.Zero ? DateTime.UtcNow - activity.StartTimeUtc : activity.Duration;
            metrics.RecordAttempt(
                request.Operation,
                activity,
                request.GetLlmRequest(),
                request.Root,
                duration < TimeSpan.Zero ? TimeSpan.Zero : duration,
                _cancelled ? null : _error?.ErrorType,
                _cancelled ? Outcomes.Cancelled : _error is null ? Outcomes.Ok : Outcomes.Error);
        }
        catch (Exception exception)
        {
            // A listener of the meter threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
        }
    }

    private void SetAddress(Activity activity, HttpRequestMessage message)
    {
        if (_address == message.RequestUri)
        {
            return;
        }

        _address = message.RequestUri;
        AddressTags tags = default;
        foreach (var (name, value) in tags[..SentAddress.Read(message, tags)])
        {
            AttributeSecrets.Set(activity, name, value);
        }
    }

    private void MarkAnswered()
    {
        if (IsAttempt && !IsAnswered && !HasFailed)
        {
            IsAnswered = true;
            request?.Attempts.OnAnswered(this);
        }
    }

    private bool IsCancelledAsSuperseded(Exception exception) => exception is OperationCanceledException { InnerException: not TimeoutException } && IsSuperseded;

    // Nobody needs the answer any more.
    private void Cancel(Activity activity)
    {
        _cancelled = true;
        activity.SetTag(LibraryAttributes.Outcome, Outcomes.Cancelled);
    }
}
