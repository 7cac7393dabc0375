using System.Diagnostics;
using System.Globalization;

namespace TracedLlm;

/// <summary>What the end of a request is: the rows of the table of endings.</summary>
internal sealed class RequestEnding
{
    private const int ClientClosedRequest = 499;

    private readonly LlmTrace _trace;
    private readonly int _statusCode;
    private readonly bool _cancelled;

    public RequestEnding(LlmTrace trace, int statusCode, bool cancelled, bool blocked, Exception? exception)
    {
        _trace = trace;
        _statusCode = statusCode;
        _cancelled = cancelled;
        if (!cancelled && ErrorTypeOf(trace, statusCode, blocked, exception) is { } errorType)
        {
            Failure = new LlmFailure
            {
                Exception = exception,
                StatusCode = statusCode,
                ErrorType = errorType,
                Outcome = OutcomeOf(trace, statusCode, blocked),
                Trace = trace,
            };
        }
    }

    /// <summary>How the request failed; <see langword="null"/> if it did not.</summary>
    public LlmFailure? Failure { get; }

    // A caller that the gateway leaves without a response at its shutdown has got none.
    private object? Status => (_cancelled, _trace.IsCancelledByShutdown, _statusCode) switch
    {
        (true, false, _) => ClientClosedRequest,
        (true, true, 0) => null,
        _ => _statusCode,
    };

    private string Outcome => Failure?.Outcome switch
    {
        LlmFailureOutcome.Blocked => Outcomes.Blocked,
        LlmFailureOutcome.Refused => Outcomes.Refused,
        LlmFailureOutcome.Error => Outcomes.Error,
        _ => _cancelled ? Outcomes.Cancelled : Outcomes.Ok,
    };

    /// <summary>Ends <c>litellm_request</c> and <paramref name="root"/>.</summary>
    public void Write(Activity root, DateTime end)
    {
        _trace.Request.End(end, request =>
        {
            request.SetTag(GenAi.ProviderName, _trace.Attempts.Provider);
            _trace.Attempts.Counts.SetOn(request);
            if (_trace.Response?.Chunks is { First: { } first } chunks)
            {
                Time(request, chunks, first);
            }

            if (_cancelled)
            {
                request.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            }

            Fail(request);
        });

        root.SetTag(LiteLlm.Outcome, Outcome);
        root.SetTag(HttpAttributes.ResponseStatusCode, Status);
        Fail(root);
        root.SetEndTime(end);
        SpanEnd.Stop(root, previous: null, _trace);
    }

    private static void Time(Activity request, ChunkTimes chunks, DateTime first)
    {
        if (first >= request.StartTimeUtc)
        {
            request.SetTag(GenAi.ResponseTimeToFirstChunk, (first - request.StartTimeUtc).TotalSeconds);
        }

        request.SetTag(LiteLlm.ResponseTimePerOutputChunk, chunks.PerChunk?.TotalSeconds);
        if (request.GetTagItem(GenAi.UsageOutputTokens) is long tokens and > 1)
        {
            request.SetTag(LiteLlm.ResponseTimePerOutputToken, chunks.Elapsed?.TotalSeconds / (tokens - 1));
        }
    }

    private static string? ErrorTypeOf(LlmTrace trace, int statusCode, bool blocked, Exception? exception)
    {
        if (blocked)
        {
            return GuardrailNames.Intervened;
        }

        if (exception is not null)
        {
            return ErrorTypes.NameOf(exception);
        }

        // An error that says nothing of its kind, as a gateway's own words for what broke, gives way to what broke.
        var stated = trace.ErrorType == ErrorMap.Other ? null : trace.ErrorType;
        return stated ?? trace.Attempts.ErrorType ?? trace.ErrorType ?? (statusCode >= 400 ? statusCode.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static LlmFailureOutcome OutcomeOf(LlmTrace trace, int statusCode, bool blocked)
    {
        if (blocked)
        {
            return LlmFailureOutcome.Blocked;
        }

        // A caller is refused with a 4xx; what breaks in the gateway before any call is an error of its own.
        return trace.Request.IsOpen || statusCode is < 400 or >= 500 ? LlmFailureOutcome.Error : LlmFailureOutcome.Refused;
    }

    private void Fail(Activity activity)
    {
        if (Failure is { } failure)
        {
            SpanErrors.Fail(activity, failure.ErrorType, failure.Exception is { } exception ? ExceptionText.MessageOf(exception, _trace) : null);
        }
    }
}
