namespace TracedLlm.Requests;

/// <summary>What the ending of a request is decided by: the facts that the rows of <see cref="RequestEndings"/> are asked with.</summary>
internal readonly record struct EndedRequest
{
    /// <summary>What was decided while the request ran.</summary>
    public required RequestVerdict Verdict { get; init; }

    /// <summary>The status of the response, 0 where none was sent.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The exception that made it fail, or the one that is the block.</summary>
    public Exception? Exception { get; init; }

    /// <summary><c>error.type</c> that the gateway's own response or session reports.</summary>
    public string? StatedErrorType { get; init; }

    /// <summary><c>error.type</c> of the attempts, of which none succeeded.</summary>
    public string? AttemptErrorType { get; init; }

    /// <summary>Whether a guardrail or a call has run, so that there is a <c>litellm_request</c>.</summary>
    public required bool HasCalls { get; init; }

    /// <summary>Whether the status is a 4xx: the caller's own fault.</summary>
    public bool IsCallersFault => StatusCode is >= 400 and < 500;

    /// <summary><c>error.type</c> of what broke; <see langword="null"/> if nothing did.</summary>
    public string? FailureType => RequestErrorType.FromFacts(this);
}
