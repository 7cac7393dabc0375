using Microsoft.Extensions.Logging;
using TracedLlm.Exporting;
using TracedLlm.Facts;

namespace TracedLlm.Requests;

/// <summary>One row of the table of endings (<see cref="RequestEndings"/>).</summary>
/// <param name="When">The situation, in the words of <c>docs/spans.md</c>.</param>
/// <param name="Applies">Whether the row describes a request.</param>
/// <param name="Outcome"><c>litellm.outcome</c> of the root; one of <see cref="Outcomes"/>.</param>
internal sealed record RequestEnding(string When, Func<EndedRequest, bool> Applies, string Outcome)
{
    /// <summary>
    /// The failure that the failure logs receive; <see langword="null"/> if the request did not fail. Without a failure there is
    /// no failure span.
    /// </summary>
    public LlmFailureOutcome? Failure { get; init; }

    /// <summary>
    /// The fixed <c>error.type</c>; <see langword="null"/> if <see cref="EndedRequest.FailureType"/> is the <c>error.type</c>.
    /// </summary>
    public string? ErrorType { get; init; }

    /// <summary>The status code on the root, if it differs from the status that was sent.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Whether <c>litellm_request</c> also has the outcome.</summary>
    public bool IsOnRequest { get; init; }

    /// <summary>
    /// Whether the gateway worked as intended. Then the log line has no exception, and the failure span has no stack trace.
    /// </summary>
    public bool IsExpected { get; init; }

    /// <summary>
    /// The level of spans with this outcome at backends that have levels; <see langword="null"/> if the status of the span
    /// decides the level.
    /// </summary>
    public string? SpanLevel => OutcomeLevels.Find(Outcome);

    /// <summary>The level of the line in the failure log; <see cref="LogLevel.None"/> for a request that did not fail.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.None;

    /// <summary>Whether spans are marked as failed and <c>Failed Proxy Server Request</c> is written.</summary>
    public bool HasFailed => Failure is not null;

    /// <summary><c>error.type</c> of a request with this ending; <see langword="null"/> if it did not fail.</summary>
    public string? ErrorTypeFor(in EndedRequest request) => HasFailed ? ErrorType ?? request.FailureType : null;

    /// <summary>The status code on the root; <see langword="null"/> if no status was sent.</summary>
    public int? StatusCodeFor(in EndedRequest request) =>
        StatusCode ?? (request is { Verdict: RequestVerdict.CancelledByShutdown, StatusCode: 0 } ? null : request.StatusCode);
}
