namespace TracedLlm.Export;

/// <summary>Why spans were taken from the spool without having been sent.</summary>
internal enum SpoolDropReason
{
    /// <summary>They were older than the age cap.</summary>
    Expired,

    /// <summary>They were the oldest when newer ones needed the room.</summary>
    QueueFull,

    /// <summary>Their bytes were no longer those that had been written.</summary>
    Damaged,
}
