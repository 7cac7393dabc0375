using TracedLlm.Attempts;
using TracedLlm.Guardrails;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>The facts that decide the ending of a request: the rows of <see cref="RequestEndings"/> test them.</summary>
internal readonly record struct EndedRequest
{
    /// <summary>The decision made while the request ran.</summary>
    public required RequestVerdict Verdict { get; init; }

    /// <summary>The status of the response; 0 if no status was sent.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The exception that made the request fail, or the exception by which a guardrail blocked it.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The <c>error.type</c> in the gateway's own response or session.</summary>
    public string? StatedErrorType { get; init; }

    /// <summary>The message of the error in the gateway's own response, with any status.</summary>
    public string? ReportedMessage { get; init; }

    /// <summary>The error of the last attempt, if no attempt succeeded.</summary>
    public AttemptError? Attempt { get; init; }

    /// <summary>The block, if a guardrail blocked the request.</summary>
    public GuardrailBlock? Block { get; init; }

    /// <summary>The exception of the last stage that failed. The gateway may have turned it into a response.</summary>
    public Exception? StageException { get; init; }

    /// <summary>Whether a guardrail or a call has run: then the request has a <c>litellm_request</c>.</summary>
    public required bool HasCalls { get; init; }

    /// <summary>
    /// Whether the failure is the caller's fault: the status is a 4xx, or the request is malformed, whatever the gateway answers.
    /// </summary>
    public bool IsCallersFault => StatusCode is >= 400 and < 500 || (Exception is { } exception && CallerErrors.FindStatus(exception) is not null);

    /// <summary>Whether the response asks the caller to come again later: a 503 with <c>Retry-After</c> (RFC 9110, 15.6.4).</summary>
    public bool IsPostponed { get; init; }

    /// <summary>Whether the gateway has refused the request, if no guardrail and no call has run.</summary>
    public bool IsRefusal => IsCallersFault || IsPostponed;

    /// <summary>The <c>error.type</c> of the failure; <see langword="null"/> if nothing failed.</summary>
    public string? FailureType => RequestErrorType.FromFacts(this);
}
