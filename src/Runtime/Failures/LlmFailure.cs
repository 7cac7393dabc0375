namespace TracedLlm;

/// <summary>A request that failed, as an <see cref="ILlmFailureLog"/> is told of it.</summary>
public sealed class LlmFailure
{
    /// <summary>
    /// What made it fail; <see langword="null"/> if no exception did, or none was seen: one that a filter turns into a response is
    /// seen by a traced partial method only, and on requests that are not recorded by guardrails only. Of a block by exception
    /// it is that exception, unless another one left the handler.
    /// </summary>
    public Exception? Exception { get; init; }

    /// <summary>The status that the caller got: 200 where the response had begun, or where the gateway words a block as an answer.</summary>
    public required int StatusCode { get; init; }

    /// <summary><c>error.type</c> of the root: an exception's full type name, a status, or <c>guardrail_intervened</c>.</summary>
    public required string ErrorType { get; init; }

    /// <summary>
    /// How it failed. On a request that is not recorded provider calls are not followed, so that a provider's 4xx which the
    /// gateway passes on is a refusal there.
    /// </summary>
    public required LlmFailureOutcome Outcome { get; init; }

    /// <summary>The request's trace: the handle to set attributes by.</summary>
    public required LlmTrace Trace { get; init; }

    /// <summary>The API that the route speaks.</summary>
    public LlmApi Api => Trace.Api;

    /// <summary>The route's template, such as <c>/v1/messages</c>; <see langword="null"/> if it has none.</summary>
    public string? Route => Trace.State.Route.Template;

    /// <summary>
    /// Whether the gateway did what it should: a guardrail blocked, or the caller got a 4xx. Such failures carry no stack trace.
    /// </summary>
    public bool IsExpected => Outcome == LlmFailureOutcome.Blocked || StatusCode is >= 400 and < 500;
}
