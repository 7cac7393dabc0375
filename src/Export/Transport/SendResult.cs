namespace TracedLlm.Export.Transport;

/// <summary>A backend's answer, or the reason why there was none.</summary>
/// <param name="Outcome">The classified answer.</param>
/// <param name="Reason">The answer in a few words, without a part of the request: <c>HTTP 503</c>, <c>gRPC UNAVAILABLE</c>, <c>no answer within 10 s</c>, <c>network error: connection refused</c>.</param>
internal readonly record struct SendResult(SendOutcome Outcome, string Reason)
{
    /// <summary>The backend's own text about a refusal: short, printable and without secrets; empty if it has none.</summary>
    public string Said { get; init; } = "";

    /// <summary>The reason, with the backend's own text.</summary>
    public string Text => Said.Length == 0 ? Reason : $"{Reason}: {Said}";

    /// <summary>The pause that the backend asks for.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a bound on requests is the reason: 429 without the <c>google.rpc.Status</c> that one of several servers behind the backend has.</summary>
    public bool IsRateLimit { get; init; }

    /// <summary>Whether the pause is one for all requests, and not for this one alone.</summary>
    public bool AsksForPause => IsRateLimit && RetryAfter > TimeSpan.Zero;

    /// <summary>How many spans of an accepted request the backend rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>Whether a failure is an answer. Without one nobody knows whether the spans are the reason.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Whether the export has cancelled the request, because the gateway stops. The backend is not the reason.</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>Whether the transport may still read the memory of the spans, so that it must not be reused.</summary>
    public bool IsMemoryInUse { get; init; }
}
