using TracedLlm.Attempts;

namespace TracedLlm;

/// <summary>A failed request, for an <see cref="ILlmFailureLog"/>.</summary>
public sealed class LlmFailure
{
    /// <summary>
    /// The exception that made the request fail; <see langword="null"/> if no exception did, or the library did not see the
    /// exception. If a filter turns an exception into a response, only a traced partial method sees the exception; on a request
    /// that is not recorded, only a guardrail sees it. If a guardrail blocked by an exception, it is that exception, unless
    /// another exception left the handler.
    /// </summary>
    public Exception? Exception { get; init; }

    /// <summary>
    /// The status that the caller received. It is 200 if the response had started before, or if the gateway sends a block as an
    /// answer.
    /// </summary>
    public required int StatusCode { get; init; }

    /// <summary><c>error.type</c> of the root: an exception's full type name, a status, or <c>guardrail_intervened</c>.</summary>
    public required string ErrorType { get; init; }

    /// <summary>
    /// Why the request failed, at most 1,024 characters without secrets: the provider's own message, the guardrail that blocked, the
    /// message of the exception, or of the response to the caller; <see langword="null"/> if nothing is known. It can quote the
    /// caller's request.
    /// </summary>
    public string? Message { get; init; }

    /// <summary>
    /// How the request failed. On a request that is not recorded the library does not see provider calls, so a provider's 4xx
    /// that the gateway forwards is a refusal there.
    /// </summary>
    public required LlmFailureOutcome Outcome { get; init; }

    /// <summary>The request's trace, for example to set attributes.</summary>
    public required LlmTrace Trace { get; init; }

    /// <summary>The error of the last attempt; <see langword="null"/> if the request did not fail by its attempts.</summary>
    internal AttemptError? Provider { get; init; }

    /// <summary>The API of the route.</summary>
    public LlmApi Api => Trace.Api;

    /// <summary>The route's template, such as <c>/v1/messages</c>; <see langword="null"/> if it has none.</summary>
    public string? Route => Trace.State.Route.Template;

    /// <summary>
    /// Whether the gateway worked as intended: a guardrail blocked, the gateway refused, or the caller received a 4xx. Such failures have no stack trace.
    /// </summary>
    public bool IsExpected => Outcome is LlmFailureOutcome.Blocked or LlmFailureOutcome.Refused || StatusCode is >= 400 and < 500;
}
