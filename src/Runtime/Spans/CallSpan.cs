using System.Diagnostics;
using System.Globalization;

namespace TracedLlm;

/// <summary>One attempt at a provider; or, with <paramref name="isAttempt"/> false, a call that a guardrail makes.</summary>
internal sealed class CallSpan(LlmTrace? trace, bool isAttempt = true) : SpanOwner(trace)
{
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
        if (IsAttempt)
        {
            Trace?.Request.OnFirstChunk();
        }
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
        else if (IsAttempt && response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            Trace?.Request.OnStreaming();
        }
    }

    public override void OnException(Activity activity, Exception exception)
    {
        if (Trace is { IsAborted: true })
        {
            _cancelled = true;
            activity.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            return;
        }

        _errorType = SpanErrors.TypeOf(exception);
        SpanErrors.Record(activity, exception, Trace);
    }

    protected override void Complete(Activity activity)
    {
        if (IsAttempt && !_cancelled)
        {
            Trace?.Attempts.OnEnded(_errorType);
        }
    }
}
