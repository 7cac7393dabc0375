using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace TracedLlm;

/// <summary>One attempt at a provider; or, with <paramref name="isAttempt"/> false, a call that a guardrail makes.</summary>
internal sealed class CallSpan(LlmTrace? trace, bool isAttempt = true) : SpanOwner(trace)
{
    private PayloadTap? _payload;
    private string? _errorType;
    private bool _cancelled;
    private bool _answered;

    public bool IsAttempt { get; } = isAttempt;

    /// <summary>Whether the provider has answered with an error.</summary>
    public bool HasFailed => _errorType is not null;

    public override SpanOwner Again() => new CallSpan(Trace, IsAttempt);

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

        if (IsAttempt && Trace is not null && (_payload = ResponsePayloads.Arriving(Trace, activity)) is not null)
        {
            var headers = response.Content.Headers.NonValidated;
            _payload.OnStart(Value(headers, "Content-Type"), Value(headers, "Content-Encoding"), status);
        }

        static string? Value(HttpHeadersNonValidated headers, string name) =>
            headers.TryGetValues(name, out var values) ? values.ToString() : null;
    }

    /// <summary>What the provider sends.</summary>
    public void OnBytes(ReadOnlySpan<byte> bytes) => _payload?.OnBytes(bytes);

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
        if (IsAttempt && !_cancelled)
        {
            Trace?.Attempts.OnEnded(_errorType);
        }
    }
}
