using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace TracedLlm;

/// <summary>One attempt at a provider; or, with <paramref name="isAttempt"/> false, a call that a guardrail makes.</summary>
internal sealed class CallSpan(LlmTrace? trace, bool isAttempt = true) : SpanOwner(trace)
{
    private PayloadTap? _payload;
    private RawSpan? _raw;
    private string? _errorType;
    private bool _cancelled;
    private bool _answered;

    public bool IsAttempt { get; } = isAttempt;

    /// <summary>Whether the provider has answered with an error, be it in the middle of its stream.</summary>
    public bool HasFailed => (_errorType ?? _payload?.ErrorType) is not null;

    public override SpanOwner Again() => new CallSpan(Trace, IsAttempt);

    public override void OnStarted(Activity activity)
    {
        if (IsAttempt && Trace is { CapturesContent: true })
        {
            _raw = RawSpan.Start(Trace, activity);
        }
    }

    /// <summary>The request is about to leave for the provider.</summary>
    public void OnRequest(HttpRequestMessage request) => _raw?.OnRequest(request, isAnswered: false);

    public void OnFirstChunk(Activity activity)
    {
        if (_answered)
        {
            return;
        }

        _answered = true;
        activity.SetTag(LiteLlm.AttemptTimeToFirstChunk, (DateTime.UtcNow - activity.StartTimeUtc).TotalSeconds);
    }

    /// <summary>Writes what the provider's response says before its content is read.</summary>
    public void OnResponse(Activity activity, HttpResponseMessage response)
    {
        if (response.RequestMessage is { RequestUri: { IsAbsoluteUri: true } uri } request)
        {
            activity.SetTag(HttpAttributes.RequestMethod, request.Method.Method);
            activity.SetTag(HttpAttributes.ServerAddress, uri.IdnHost);
            activity.SetTag(HttpAttributes.ServerPort, uri.Port);
        }

        var status = (int)response.StatusCode;
        activity.SetTag(HttpAttributes.ResponseStatusCode, status);
        if (status >= 400)
        {
            _errorType = status.ToString(CultureInfo.InvariantCulture);
            SpanErrors.Fail(activity, _errorType, null);
        }

        _raw?.OnResponse(response);
        if (IsAttempt && Trace is not null && (_payload = ResponsePayloads.Arriving(Trace, activity, response.RequestMessage)) is not null)
        {
            var headers = response.Content.Headers.NonValidated;
            _payload.OnStart(Value(headers, "Content-Type"), Value(headers, "Content-Encoding"), status);
        }

        static string? Value(HttpHeadersNonValidated headers, string name) =>
            headers.TryGetValues(name, out var values) ? values.ToString() : null;
    }

    /// <summary>What the provider sends.</summary>
    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        _payload?.OnBytes(bytes);
        _raw?.OnBytes(bytes);
    }

    /// <summary>The provider has sent everything.</summary>
    public void OnLastByte() => _payload?.OnEnd(complete: true);

    public override void OnException(Activity activity, Exception exception)
    {
        if (Trace is { IsAborted: true } || Trace?.IsCancelledBy(exception) == true)
        {
            if (!Trace.IsDelivered)
            {
                _cancelled = true;
                activity.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            }

            return;
        }

        _errorType = SpanErrors.TypeOf(exception);
        SpanErrors.Record(activity, exception, Trace);
    }

    protected override void Complete(Activity activity)
    {
        _payload?.OnEnd(complete: false);
        if (_errorType is null && !_cancelled && _payload?.ErrorType is { } reported && Trace is not { IsAborted: true, IsDelivered: false })
        {
            _errorType = reported;
            SpanErrors.Fail(activity, reported, null);
        }

        if (IsAttempt && !_cancelled)
        {
            Trace?.Attempts.OnEnded(_errorType);
        }

        if (_raw is not null)
        {
            if (activity.Duration == TimeSpan.Zero)
            {
                activity.SetEndTime(DateTime.UtcNow);
            }

            _raw.End(activity);
        }
    }
}
