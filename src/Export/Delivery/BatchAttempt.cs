using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>One request with a piece of a batch, and the history of that batch; this request's answer is counted already.</summary>
/// <param name="Outcome">What the backend answered.</param>
/// <param name="Spans">How many spans the piece has.</param>
internal readonly record struct BatchAttempt(SendOutcome Outcome, int Spans)
{
    /// <summary>Whether the request was compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether there was an answer.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Whether the piece is one span with content that can be left out.</summary>
    public bool CanShorten { get; init; }

    /// <summary>How many requests with spans of the batch were <see cref="SendOutcome.Malformed"/>; 0 once the backend has accepted one.</summary>
    public int Refusals { get; init; }

    /// <summary>How many requests with the spans of the piece were <see cref="SendOutcome.Failed"/>.</summary>
    public int Failures { get; init; }

    /// <summary>How many requests with the spans of the piece were <see cref="SendOutcome.Retry"/>.</summary>
    public int Retries { get; init; }

    /// <summary>How many requests with spans of the batch were <see cref="SendOutcome.TooLarge"/>; 0 once the backend has accepted one.</summary>
    public int SizeRefusals { get; init; }

    /// <summary>Whether every request with an earlier batch was too large for the backend, and it has accepted nothing since.</summary>
    public bool IsRefusingSizes { get; init; }

    /// <summary>Whether the backend has accepted a request within <see cref="BatchPolicy.AliveTime"/>.</summary>
    public bool IsAlive { get; init; }

    /// <summary>Whether the piece has spans of several traces; known where it matters.</summary>
    public bool HasSeveralTraces { get; init; }

    /// <summary>Whether the backend has refused both halves that the piece is one of, or the larger halves before.</summary>
    public bool AreHalvesRefused { get; init; }

    /// <summary>Whether the backend understood nothing of an earlier batch and has accepted nothing since.</summary>
    public bool IsRefusingAll { get; init; }

    /// <summary>Whether the backend has accepted any request since it failed at this batch for the first time.</summary>
    public bool AcceptsOthers { get; init; }
}
