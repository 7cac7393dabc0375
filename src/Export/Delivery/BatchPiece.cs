using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>Consecutive spans of a batch, which are sent in one request.</summary>
/// <param name="First">The index of the first span.</param>
/// <param name="Spans">How many spans it has.</param>
internal readonly record struct BatchPiece(int First, int Spans)
{
    /// <summary>How many requests with these spans were <see cref="SendOutcome.Failed"/>.</summary>
    public int Failures { get; init; }

    /// <summary>How many requests with these spans were <see cref="SendOutcome.Retry"/>.</summary>
    public int Retries { get; init; }

    /// <summary>The timestamp before which it is not sent again.</summary>
    public long NotBefore { get; init; } = long.MinValue;

    /// <summary>The two halves that it is one of; <see langword="null"/> if it was not made by halving.</summary>
    public PieceHalves? Halves { get; init; }

    /// <summary>Whether the backend has refused it since it was made.</summary>
    public bool IsRefused { get; init; }
}
