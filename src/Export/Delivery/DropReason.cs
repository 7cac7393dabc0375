namespace TracedLlm.Export.Delivery;

/// <summary>Why a span was not delivered.</summary>
internal enum DropReason
{
    /// <summary>There was no room for the span, or it was the oldest one and made room for another.</summary>
    QueueFull,

    /// <summary>The backend accepts no request of that size.</summary>
    TooLarge,

    /// <summary>The backend did not accept the span, or it could not be encoded.</summary>
    Rejected,

    /// <summary>The backend could not be reached for too long.</summary>
    Expired,

    /// <summary>The gateway stopped.</summary>
    Shutdown,

    /// <summary>The span was on disk, and could not be read there any more.</summary>
    Damaged,
}
