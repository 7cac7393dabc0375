using Microsoft.Extensions.Logging;
using TracedLlm.Conventions;
using TracedLlm.Facts;

namespace TracedLlm.Requests;

/// <summary>
/// The table of endings. The first row that applies is the ending of a request; the spans, the failure log and the table in
/// <c>docs/spans.md</c> are made from it. The views of backends read the level of its outcome (<see cref="Exporting.OutcomeLevels"/>).
/// </summary>
internal static class RequestEndings
{
    // nginx's "client closed request"; HTTP has no status for it.
    private const int ClientClosedRequest = 499;

    private static readonly RequestEnding[] Rows =
    [
        new("the gateway stopped and waited no longer", static request => request.Verdict == RequestVerdict.CancelledByShutdown, Outcomes.Cancelled)
        {
            IsOnRequest = true,
        },
        new("the caller left before the response was complete", static request => request.Verdict == RequestVerdict.Cancelled, Outcomes.Cancelled)
        {
            IsOnRequest = true,
            StatusCode = ClientClosedRequest,
        },
        new("a guardrail blocked", static request => request.Verdict == RequestVerdict.Blocked, Outcomes.Blocked)
        {
            Failure = LlmFailureOutcome.Blocked,
            ErrorType = GuardrailNames.Intervened,
            IsExpected = true,
            LogLevel = LogLevel.Warning,
        },
        new("the gateway answered with a 4xx, or with a 503 and Retry-After, before any guardrail or call", static request => request is { FailureType: not null, HasCalls: false, IsRefusal: true }, Outcomes.Refused)
        {
            Failure = LlmFailureOutcome.Refused,
            IsExpected = true,
            LogLevel = LogLevel.Information,
        },
        new("it failed, and the caller got a 4xx", static request => request is { FailureType: not null, IsCallersFault: true }, Outcomes.Error)
        {
            Failure = LlmFailureOutcome.Error,
            IsExpected = true,
            LogLevel = LogLevel.Warning,
        },
        new("it failed otherwise", static request => request.FailureType is not null, Outcomes.Error)
        {
            Failure = LlmFailureOutcome.Error,
            LogLevel = LogLevel.Error,
        },
        new("it completed", static _ => true, Outcomes.Ok),
    ];

    /// <summary>The rows in the order in which they are tested.</summary>
    public static IReadOnlyList<RequestEnding> All => Rows;

    /// <summary>Returns the ending of a request.</summary>
    public static RequestEnding Choose(in EndedRequest request)
    {
        foreach (var ending in Rows)
        {
            if (ending.Applies(request))
            {
                return ending;
            }
        }

        throw new System.Diagnostics.UnreachableException("The last row applies to every request.");
    }

    /// <summary>Returns the row of a failure.</summary>
    public static RequestEnding FindFailure(LlmFailureOutcome outcome, bool isExpected) =>
        Array.Find(Rows, ending => ending.Failure == outcome && ending.IsExpected == isExpected)
        ?? Rows.First(ending => ending.Failure == outcome);
}
