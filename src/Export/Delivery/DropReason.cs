namespace TracedLlm.Export;

/// <summary>Why a span was not delivered.</summary>
internal enum DropReason
{
    /// <summary>There was no room for it, or it was the oldest one and made room.</summary>
    QueueFull,

    /// <summary>The backend takes no request of its size.</summary>
    TooLarge,

    /// <summary>The backend would not take it, or it could not be encoded.</summary>
    Rejected,

    /// <summary>The backend could not be reached for too long.</summary>
    Expired,

    /// <summary>The gateway stopped.</summary>
    Shutdown,
}
