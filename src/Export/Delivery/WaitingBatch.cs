using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>A batch that is to be tried again later.</summary>
/// <param name="Outcome">What the backend answered.</param>
internal readonly record struct WaitingBatch(SendOutcome Outcome)
{
    /// <summary>Whether the backend is left alone; otherwise it accepts other batches.</summary>
    public bool IsDown { get; init; }

    /// <summary>Whether there was an answer.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Whether the gateway has a spool.</summary>
    public bool HasSpool { get; init; }

    /// <summary>Whether the batch was read from the spool, where its record stays until it is acknowledged.</summary>
    public bool IsSpooled { get; init; }

    /// <summary>Whether some spans of the batch have been dealt with, so that its record holds more than is left.</summary>
    public bool IsInPieces { get; init; }

    /// <summary>How many such answers there were to the same spans.</summary>
    public int Failures { get; init; }

    /// <summary>How many failed batches from the spool are in memory already.</summary>
    public int FailedFromSpool { get; init; }
}
