using System.Diagnostics;
using System.Globalization;

namespace TracedLlm;

/// <summary>What the end of a request writes on its spans: the rows of the table of endings.</summary>
internal sealed class RequestEnding(
    LlmTrace trace,
    Activity root,
    int statusCode,
    bool cancelled,
    bool blocked,
    Exception? exception,
    DateTime end)
{
    private const int ClientClosedRequest = 499;

    private readonly string? _errorType = cancelled ? null : ErrorTypeOf(trace, statusCode, blocked, exception);

    private string Outcome
    {
        get
        {
            if (cancelled)
            {
                return Outcomes.Cancelled;
            }

            if (blocked)
            {
                return Outcomes.Blocked;
            }

            if (_errorType is null)
            {
                return Outcomes.Ok;
            }

            // A caller is refused with a 4xx; what breaks in the gateway before any call is an error of its own.
            return trace.Request.IsOpen || statusCode is < 400 or >= 500 ? Outcomes.Error : Outcomes.Refused;
        }
    }

    // A caller that the gateway leaves without a response at its shutdown has got none.
    private object? Status => (cancelled, trace.IsCancelledByShutdown, statusCode) switch
    {
        (true, false, _) => ClientClosedRequest,
        (true, true, 0) => null,
        _ => statusCode,
    };

    public void Write()
    {
        if (_errorType is not null)
        {
            WriteFailure(_errorType);
        }

        trace.Request.End(end, request =>
        {
            request.SetTag(GenAi.ProviderName, trace.Attempts.Provider);
            if (trace.Response?.Chunks.First is { } first && first >= request.StartTimeUtc)
            {
                request.SetTag(GenAi.ResponseTimeToFirstChunk, (first - request.StartTimeUtc).TotalSeconds);
            }

            if (cancelled)
            {
                request.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            }

            Fail(request);
        });

        root.SetTag(LiteLlm.Outcome, Outcome);
        root.SetTag(HttpAttributes.ResponseStatusCode, Status);
        Fail(root);
        root.SetEndTime(end);
        SpanEnd.Stop(root, previous: null);
    }

    private static string? ErrorTypeOf(LlmTrace trace, int statusCode, bool blocked, Exception? exception)
    {
        if (blocked)
        {
            return GuardrailNames.Intervened;
        }

        if (exception is not null)
        {
            return SpanErrors.TypeOf(exception);
        }

        return trace.ErrorType ?? trace.Attempts.ErrorType ?? (statusCode >= 400 ? statusCode.ToString(CultureInfo.InvariantCulture) : null);
    }

    private void WriteFailure(string errorType)
    {
        var tags = CreationTags.Rent();
        tags.Add(HttpAttributes.ErrorType, errorType);
        tags.Add(trace.EverySpan.Tags);
        var current = Activity.Current;

        // The shortest span lasts a tick, and it must not end after its parent.
        var start = new DateTimeOffset(end.AddTicks(-1));
        var failure = SpanStart.Under(current, root.Context, trace.Naming.Failure, ActivityKind.Internal, tags, start);
        Activity.Current = current;
        if (failure is null)
        {
            return;
        }

        failure.SetStatus(ActivityStatusCode.Error, exception?.Message);
        if (exception is not null && trace.ClaimExceptionEvent(exception))
        {
            failure.AddException(exception);
        }

        failure.SetEndTime(end);
        SpanEnd.Stop(failure, previous: null);
    }

    private void Fail(Activity activity)
    {
        if (_errorType is not null)
        {
            SpanErrors.Fail(activity, _errorType, exception?.Message);
        }
    }
}
