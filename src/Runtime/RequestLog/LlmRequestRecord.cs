namespace TracedLlm;

/// <summary>
/// A request that has ended, for an <see cref="ILlmRequestLog"/>. It has no content of the request and of its response, and no texts of
/// errors, because these may quote the content.
/// </summary>
public sealed record LlmRequestRecord
{
    /// <summary>The id of the call (<see cref="LlmTrace.CallId"/>).</summary>
    public required string CallId { get; init; }

    /// <summary>The id of the trace, 32 hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>The id of the root span, 16 hexadecimal digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>Whether the trace is sampled, so that backends receive it.</summary>
    public required bool IsSampled { get; init; }

    /// <summary>The API of the route.</summary>
    public required LlmApi Api { get; init; }

    /// <summary>The operation of the API (<c>gen_ai.operation.name</c>), such as <c>chat</c>; <see langword="null"/> if it has none.</summary>
    public string? Operation { get; init; }

    /// <summary>The route's template, such as <c>/v1/messages</c>; <see langword="null"/> if it has none.</summary>
    public string? Route { get; init; }

    /// <summary>How the request ended.</summary>
    public required LlmRequestOutcome Outcome { get; init; }

    /// <summary>The status that was sent, 499 if the caller left before; <see langword="null"/> if the gateway stopped before it sent one.</summary>
    public int? StatusCode { get; init; }

    /// <summary><c>error.type</c> of the root; <see langword="null"/> if the request did not fail.</summary>
    public string? ErrorType { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>From the arrival to the end of the response.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The part of <see cref="Duration"/> in which no attempt was open: the gateway's own time.</summary>
    public required TimeSpan Overhead { get; init; }

    /// <summary>From the arrival to the first event of a streamed response; <see langword="null"/> if the response was not streamed.</summary>
    public TimeSpan? TimeToFirstChunk { get; init; }

    /// <summary>The model that the caller asked for; <see langword="null"/> if it is not known.</summary>
    public string? RequestModel { get; init; }

    /// <summary>The model that answered, else the provider's name of the last attempt's model; <see langword="null"/> if it is not known.</summary>
    public string? ResponseModel { get; init; }

    /// <summary>The provider of the last attempt; <see langword="null"/> if it is not known.</summary>
    public string? Provider { get; init; }

    /// <summary>The tokens that the request used, as the response reported or the gateway stated. A count that is not known is <see langword="null"/>.</summary>
    public required LlmUsage Usage { get; init; }

    /// <summary>Whether a provider began to answer, and no response reported the tokens of a request that failed or was cancelled: they are unknown, not zero.</summary>
    public bool IsUsageUnknown { get; init; }

    /// <summary>What the request cost.</summary>
    public required LlmCost Cost { get; init; }

    /// <summary>Whether the gateway answered from its cache; <see langword="null"/> if the gateway does not state it.</summary>
    public bool? IsCacheHit { get; init; }

    /// <summary>The attempts, in the order of their start, at most the first 1,000.</summary>
    public required IReadOnlyList<LlmAttemptRecord> Attempts { get; init; }

    /// <summary>The caller's key, team and organisation, as the gateway stated them.</summary>
    public required LlmCaller Caller { get; init; }

    /// <summary>The user (<c>user.id</c>); <see langword="null"/> if it is not known.</summary>
    public string? UserId { get; init; }

    /// <summary>The session (<c>session.id</c>); <see langword="null"/> if it is not known.</summary>
    public string? SessionId { get; init; }

    /// <summary>The tags of the trace.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
}
