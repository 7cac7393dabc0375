namespace TracedLlm.Export.Delivery;

/// <summary>The time in which one destination does not receive spans.</summary>
/// <param name="address">Scheme, host and port, which have no secrets.</param>
/// <param name="isTenants">Whether the destination belongs to a key, a team or a request.</param>
/// <param name="since">The time of the first failure.</param>
/// <param name="start">The timestamp of the first failure.</param>
/// <param name="lostBefore">How many spans the backend had lost before.</param>
internal sealed class Outage(string address, bool isTenants, DateTimeOffset since, long start, long lostBefore)
{
    public string Address => address;

    public bool IsTenants => isTenants;

    /// <summary>Whether a request has brought the destination.</summary>
    public bool IsOfRequest { get; init; }

    public DateTimeOffset Since => since;

    public long Start => start;

    public long LostBefore => lostBefore;

    /// <summary>The last failure, in words.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Whether the destination refuses the spans, so that they are dropped and do not wait.</summary>
    public bool IsRefusal { get; set; }

    /// <summary>Whether the destination accepts other requests than those that fail.</summary>
    public bool IsInPart { get; set; }

    /// <summary>Whether the log has a line about that.</summary>
    public bool IsPartTold { get; set; }

    /// <summary>The timestamp of the last failure.</summary>
    public required long LastFailure { get; set; }

    /// <summary>The timestamp of the first accepted request after the last failure; <see langword="null"/> if there is none.</summary>
    public long? AcceptedAt { get; set; }

    /// <summary>Whether the log has a line of its own about the beginning.</summary>
    public bool IsTold { get; init; }

    /// <summary>Whether a request has failed since the last line.</summary>
    public bool HasFailedSinceLine { get; set; }

    /// <summary>The timestamp before which there is no further line.</summary>
    public long NextLine { get; set; }

    /// <summary>The time between the last line and the next one.</summary>
    public TimeSpan Pause { get; set; }
}
