namespace TracedLlm.Export;

/// <summary>What a backend answered, or why there was no answer.</summary>
/// <param name="Outcome">What becomes of the spans.</param>
/// <param name="Reason">In a few words, without anything that was sent: <c>HTTP 503</c>, <c>gRPC UNAVAILABLE</c>, <c>no answer within 10 s</c>.</param>
internal readonly record struct SendResult(SendOutcome Outcome, string Reason)
{
    /// <summary>How long the backend asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many spans of an accepted request were not taken.</summary>
    public long Rejected { get; init; }

    /// <summary>Whether the memory of the spans may still be read, so that it must not be used again.</summary>
    public bool IsMemoryInUse { get; init; }
}
